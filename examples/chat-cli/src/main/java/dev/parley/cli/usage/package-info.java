/**
 * What calls took: every model that a command opens is wrapped by {@link
 * dev.parley.cli.usage.Metering}, which keeps to the budget before a call and writes a {@link
 * dev.parley.cli.usage.UsageRecord} of it into the {@link dev.parley.cli.usage.UsageLog}
 * afterwards; {@link dev.parley.cli.usage.UsageCommand} sums the log up.
 *
 * <p>Calls may run on many threads and in many processes at once; what touches the files holds the
 * lock that lies beside the log.
 */
@NullMarked
package dev.parley.cli.usage;

import org.jspecify.annotations.NullMarked;
