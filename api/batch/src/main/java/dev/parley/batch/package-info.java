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
 *       each, and is what a later run resumes from. {@link dev.parley.batch.BatchInputException}
 *       tells a failure of the one from a failure of the other.
 *   <li>{@link dev.parley.batch.BatchListener} hears {@link dev.parley.batch.BatchEvent}s, {@link
 *       dev.parley.batch.BatchGate} may stop a run before a call, {@link dev.parley.batch.Pricing}
 *       says what one costs.
 *   <li>{@link dev.parley.batch.TextSplitter} cuts a long text into rows.
 * </ul>
 *
 * <p>How it is built: the thread of {@code run()} starts calls ({@code Engine}), another one reads
 * the input a row at a time ({@code RowReader}), and each {@code Call} has a thread of its own,
 * virtual where the JDK has them. They meet in {@code RunState}, under one lock: what waits and
 * runs ({@code Schedule}, with {@code AdaptiveLimit} for how many may), whether it ends ({@code
 * RunEnd}), and the counts ({@code Tally}). A failed row waits there, not on a thread. {@code
 * Intake} decides what becomes of a row that was read, {@code Verdict} what a failed attempt means;
 * {@code Recorder} keeps a result before it counts and tells it, {@code LogFile} makes it durable.
 */
@NullMarked
package dev.parley.batch;

import org.jspecify.annotations.NullMarked;
