/**
 * {@code parley batch}: many prompts from a file, answered once each, by {@link dev.parley.batch},
 * and long texts in pieces. {@link dev.parley.cli.batch.BatchCommand} reads what was typed and
 * chooses: {@code RowsRun} asks the rows of a file, {@code SplitRun} the pieces of a text, {@code
 * RowsRehearsal} nobody. {@code ProgressDisplay} shows how a run stands, {@code BatchReport} tells
 * how it ended.
 */
@NullMarked
package dev.parley.cli.batch;

import org.jspecify.annotations.NullMarked;
