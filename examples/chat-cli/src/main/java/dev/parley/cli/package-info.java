/**
 * The command-line tool {@code parley}.
 *
 * <p>The map: {@link dev.parley.cli.Main} is the process and {@link dev.parley.cli.ParleyComponent}
 * the wiring. {@link dev.parley.cli.ParleyCommand} runs one command and turns every failure into
 * one line and an {@link dev.parley.cli.ExitCode}. {@link dev.parley.cli.Options} is what may be
 * typed, {@link dev.parley.cli.PromptReader} what is asked, {@link dev.parley.cli.OneShot} the
 * asking, {@link dev.parley.cli.ProviderList} the listing. Nothing but {@link
 * dev.parley.cli.AnswerWriter} writes to stdout, nothing but {@link dev.parley.cli.Diagnostics} to
 * stderr. {@link dev.parley.cli.LoadingNotice} tells of local models that take long to load.
 *
 * <p>One thread runs a command; {@link dev.parley.cli.Cancellation} alone may be used from others.
 */
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
