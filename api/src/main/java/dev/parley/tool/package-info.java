/**
 * Letting a model call tools. A {@link dev.parley.tool.Toolbox} holds tools and what they do; a
 * {@link dev.parley.tool.ToolLoop} asks the model, runs what it calls, tells it the results and
 * asks again, until it answers; {@link dev.parley.tool.ToolSteps} is for who asks the model
 * himself.
 *
 * <p>Toolboxes and loops are immutable and thread-safe; tools run on the thread that runs the loop.
 */
@NullMarked
package dev.parley.tool;

import org.jspecify.annotations.NullMarked;
