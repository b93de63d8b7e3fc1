/**
 * Answers that are JSON of a form: {@link dev.parley.cli.schema.AnswerSchema}. Loaded with {@code
 * --schema} only.
 */
@NullMarked
package dev.parley.cli.schema;

import org.jspecify.annotations.NullMarked;
