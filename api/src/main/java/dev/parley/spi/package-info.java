/**
 * What a provider's author implements and may lean on.
 *
 * <p>Implement {@link dev.parley.spi.ProviderFactory}, found by {@link java.util.ServiceLoader},
 * and {@link dev.parley.spi.Provider}. If its protocol answers in streams, write a {@link
 * dev.parley.spi.Wire} and let {@link dev.parley.spi.StreamedModels} do the rest.
 *
 * <p>What that is made of serves other protocols: an {@link dev.parley.spi.EventSource} turns your
 * wire format into events, a {@link dev.parley.spi.PullStream} keeps the promises of {@link
 * dev.parley.chat.CompletionStream} over it, {@link dev.parley.spi.CompletionAccumulator} makes the
 * whole answer of the events, {@link dev.parley.spi.RequestCheck} refuses what a model cannot do,
 * {@link dev.parley.spi.Watchdog} watches the time-outs, {@link dev.parley.spi.Loopback} tells
 * hosts of this machine, and {@link dev.parley.spi.InterruptibleSockets} are what their name says.
 *
 * <p>Policies build on {@link dev.parley.spi.ForwardingChatModel} and, if they come by default, on
 * {@link dev.parley.spi.PolicyDefaults}; {@link dev.parley.spi.GuardDefaults} look at what is sent.
 *
 * <p>Who can count a provider's tokens without asking it implements {@link
 * dev.parley.spi.TokenCounter}; {@link dev.parley.spi.TokenEstimate} guesses where nobody can.
 *
 * <p>A store's author implements {@link dev.parley.store.ConversationStore} and {@link
 * dev.parley.spi.StoreFactory}; {@link dev.parley.spi.StoreCheck} says what all stores refuse.
 *
 * <p>This is the only package that calls {@link java.util.ServiceLoader}.
 */
@NullMarked
package dev.parley.spi;

import org.jspecify.annotations.NullMarked;
