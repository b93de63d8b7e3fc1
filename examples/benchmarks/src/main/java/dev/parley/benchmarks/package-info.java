/**
 * What Parley costs, measured with JMH: {@code examples/benchmarks/run} builds and runs them.
 *
 * <p>{@link dev.parley.benchmarks.StreamCost} is what a streamed token costs beside bare OkHttp,
 * {@link dev.parley.benchmarks.CallCost} the same for short answers, both from a server in a
 * process of its own; {@code ReaderCost} what the reader costs without a network. {@link
 * dev.parley.benchmarks.PolicyOverhead} is what the default policies add to a call and to a token,
 * {@link dev.parley.benchmarks.PolicyOverheadOverHttp} the same beside a real stream; {@link
 * dev.parley.benchmarks.StoreCost} what a turn costs a store, {@link
 * dev.parley.benchmarks.JsonCost} what its JSON costs. {@link dev.parley.benchmarks.OpeningCost} is
 * what the first use in a process costs.
 *
 * <p>{@link dev.parley.benchmarks.Crowd} does without JMH: thousands of streams at once, their
 * memory, their threads and how late their tokens are, beside bare OkHttp.
 */
@NullMarked
package dev.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
