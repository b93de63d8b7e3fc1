package dev.parley.chat;

/** Wraps a model into one that behaves differently: retries, limits, falls back. */
@FunctionalInterface
public interface Policy {
  /** {@return a model around {@code model}; closing it closes {@code model}} */
  ChatModel wrap(ChatModel model);
}
