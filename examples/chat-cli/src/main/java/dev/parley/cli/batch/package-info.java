/**
 * {@code parley batch}: many prompts from a file, answered once each, by {@link dev.parley.batch},
 * and long texts in pieces. {@link dev.parley.cli.batch.BatchCommand} reads what was typed and
 * chooses: {@code RowsRun} asks the rows of a file, {@code SplitRun} the pieces that {@code
 * SplitText} cuts a text into and {@code PieceRow} gives ids, {@code RowsRehearsal} nobody. {@code
 * Asked} has what runs have in common: {@code RowDefaults} are the settings of requests, {@code
 * SchemaModel} checks answers, {@code GuardedRows} knows which rows the guard found something in.
 * {@code ProgressDisplay} shows how a run stands, {@code BatchReport} tells how it ended, and what
 * {@code --limit} left is a {@code Remainder}.
 */
@NullMarked
package dev.parley.cli.batch;

import org.jspecify.annotations.NullMarked;
