/**
 * Answers and tools as Java records. {@link dev.parley.structured.Structured} asks a model for a
 * record, whole or as it grows; {@link dev.parley.structured.JsonTool} makes a tool of a record and
 * a function; {@link dev.parley.structured.JsonType} is what both are made of: the JSON schema of a
 * type, and the values that are read from JSON and written to it. {@link
 * dev.parley.structured.Description}, {@link dev.parley.structured.Bounds} and {@link
 * dev.parley.structured.Name} say what a type alone does not.
 *
 * <p>How it is built: {@code Forms} finds for each Java type its {@code Form}, which knows the
 * schema of the type, reads it and writes it. JSON itself is a tree of plain values (see {@code
 * JsonText}); what does not fit is a {@code Misfit}, which the doors turn into the errors of {@link
 * dev.parley.error}.
 *
 * <p>Everything here is immutable and safe to use from many threads, but for {@link
 * dev.parley.structured.AnswerStream}.
 */
@NullMarked
package dev.parley.structured;

import org.jspecify.annotations.NullMarked;
