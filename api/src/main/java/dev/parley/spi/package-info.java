/**
 * What a provider's author implements and may lean on.
 *
 * <p>Implement {@link dev.parley.spi.ProviderFactory}, found by {@link java.util.ServiceLoader},
 * and {@link dev.parley.spi.Provider}; turn your wire format into events as an {@link
 * dev.parley.spi.EventSource} and hand it to a {@link dev.parley.spi.PullStream}, which keeps the
 * promises of {@link dev.parley.chat.CompletionStream}. {@link
 * dev.parley.spi.CompletionAccumulator} makes the whole answer of the events, {@link
 * dev.parley.spi.RequestCheck} refuses what a model cannot do, {@link dev.parley.spi.Watchdog}
 * watches the time-outs. Policies build on {@link dev.parley.spi.ForwardingChatModel} and, if they
 * come by default, on {@link dev.parley.spi.PolicyDefaults}.
 *
 * <p>This is the only package that calls {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.parley.spi;

import org.jspecify.annotations.NullMarked;
