/**
 * Many requests, answered once each: JSON Lines in, JSON Lines out, and a run that may be killed at
 * any point and goes on where it was.
 *
 * <ul>
 *   <li>{@link dev.parley.batch.Batch} is the door: a model and how to ask it. It opens a {@link
 *       dev.parley.batch.BatchRun}, which {@code run()} works through on the calling thread and
 *       {@code cancel()} ends from any other.
 *   <li>{@link dev.parley.batch.BatchInput} gives the {@link dev.parley.batch.BatchRow}s, one by
 *       one; {@link dev.parley.batch.BatchLog} keeps a {@link dev.parley.batch.BatchResult} for
 *       each, and is what a later run resumes from.
 *   <li>{@link dev.parley.batch.BatchListener} hears {@link dev.parley.batch.BatchEvent}s, {@link
 *       dev.parley.batch.BatchGate} may stop a run before a call, {@link dev.parley.batch.Pricing}
 *       says what one costs.
 *   <li>{@link dev.parley.batch.TextSplitter} cuts a long text into rows.
 * </ul>
 *
 * <p>How it is built: the thread of {@code run()} alone reads the input and decides what starts
 * ({@code Engine}); each call has a thread of its own, virtual where the JDK has them; a failed row
 * waits in a queue, not on a thread. {@code AdaptiveLimit} says how many calls may run, {@code
 * Verdict} what a failure means for its row, {@code LogFile} writes what is durable.
 */
@NullMarked
package dev.parley.batch;

import org.jspecify.annotations.NullMarked;
