package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ModelException;
import dev.parley.error.RateLimitedException;

/** The README's snippet on errors. */
public final class WhatWentWrong {
  private WhatWentWrong() {}

  /** Asks, and reports instead of failing. */
  public static String ask(ChatModel model, String question) {
    try (CompletionStream stream = model.stream(ChatRequest.of(question))) {
      return stream.completion().text();
    } catch (RateLimitedException e) {
      return "busy; try again after " + e.retryAfter().map(Object::toString).orElse("a while");
    } catch (ModelException e) {
      String soFar = e.partial().map(partial -> partial.text()).orElse("");
      return "failed (" + e.getMessage() + ") after: " + soFar;
    }
  }
}
