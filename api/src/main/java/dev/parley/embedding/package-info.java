/**
 * Turning texts into vectors whose nearness is likeness of meaning. Start at {@link
 * dev.parley.embedding.EmbeddingModel}, from {@link dev.parley.Models#embeddings(String)}; ask with
 * an {@link dev.parley.embedding.EmbeddingRequest}; the answer is {@link
 * dev.parley.embedding.Embeddings}, an {@link dev.parley.embedding.Embedding} for each text.
 *
 * <p>Values here are immutable and thread-safe; models are thread-safe.
 */
@NullMarked
package dev.parley.embedding;

import org.jspecify.annotations.NullMarked;
