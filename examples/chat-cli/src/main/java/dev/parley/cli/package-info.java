/**
 * The command-line tool {@code parley}.
 *
 * <p>The map: {@link dev.parley.cli.Main} is the process and {@link dev.parley.cli.ParleyComponent}
 * the wiring. {@link dev.parley.cli.ParleyCommand} runs one command, and {@link
 * dev.parley.cli.FailureReport} turns every failure into one line and an {@link
 * dev.parley.cli.process.ExitCode}. The packages below: {@code process} is what commands have to do
 * with their process, {@code setup} the configuration and the model, {@code conversation} what is
 * kept where, {@code money} prices and budgets; {@code ask}, {@code check} and the others are a
 * command or a few each, and {@code usage} also meters the calls of all. Nothing but {@link
 * dev.parley.cli.process.AnswerWriter} writes to stdout, nothing but {@link
 * dev.parley.cli.process.Diagnostics} to stderr.
 *
 * <p>One thread runs a command; {@link dev.parley.cli.process.Cancellation} alone may be used from
 * others.
 */
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
