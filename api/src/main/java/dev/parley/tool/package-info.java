/**
 * Letting a model call tools. A {@link dev.parley.tool.Toolbox} holds tools and what they do; a
 * {@link dev.parley.tool.ToolLoop} asks the model, runs what it calls, tells it the results and
 * asks again, until it answers; {@link dev.parley.tool.ToolSteps} is for who asks the model
 * himself. A loop's builder sets who may refuse calls ({@link dev.parley.tool.ToolLoop.Gate}), who
 * is told of them ({@link dev.parley.tool.ToolSteps.Event}), and limits of time.
 *
 * <p>Toolboxes and loops are immutable and thread-safe; tools run on the thread that runs the loop,
 * or on an executor given to it. Limits of time are kept by the one thread that all of Parley
 * shares for that ({@link dev.parley.spi.Watchdog}); no other threads are made or kept.
 */
@NullMarked
package dev.parley.tool;

import org.jspecify.annotations.NullMarked;
