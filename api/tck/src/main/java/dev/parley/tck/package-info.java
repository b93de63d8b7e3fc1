/**
 * What every provider keeps. A provider's test class implements {@link
 * dev.parley.tck.ChatModelContract} and {@link dev.parley.tck.ProviderContract}, and says how a
 * {@link dev.parley.tck.Scenario} is played to it; over HTTP that is {@link
 * dev.parley.tck.http.HttpStage} with the provider's own {@link dev.parley.tck.http.WireFormat}.
 *
 * <p>{@link dev.parley.tck.EmbeddingContract} is for models that make vectors, where the provider
 * has them; over HTTP that is {@link dev.parley.tck.http.HttpEmbeddingStage} with an {@link
 * dev.parley.tck.http.EmbeddingWireFormat}.
 *
 * <p>The contracts are grouped by what they are about: answers, ends, cancelling, time-outs,
 * errors, capabilities, crowds. A {@link dev.parley.tck.Rule} says what each test holds and where
 * that is written. There are no switches: what a model's capabilities say decides what must work
 * and what must be refused.
 *
 * <p>A model keeps the same contracts wrapped in policies: {@link dev.parley.tck.Stage#wrapped}
 * wraps it, and {@link dev.parley.tck.StagedModel#tries} says how often they try.
 *
 * <p>All types are immutable or thread-safe.
 */
@NullMarked
package dev.parley.tck;

import org.jspecify.annotations.NullMarked;
