package dev.parley.quickstart;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;

/** The first snippet of the README: a plain answer and a streamed one. */
public final class FirstAnswer {
  private FirstAnswer() {}

  /** Asks the model at the address given, or the mock. */
  public static void main(String[] args) {
    String address = args.length > 0 ? args[0] : "mock:echo"; // or "openai:gpt-5-mini"
    try (ChatModel model = Models.open(address)) {
      System.out.println(model.complete(ChatRequest.of("Why is the sky blue?")).text());

      try (CompletionStream stream = model.stream(ChatRequest.of("Tell me a story"))) {
        for (CompletionEvent event : stream) {
          if (event instanceof TextDelta delta) {
            System.out.print(delta.text());
          }
        }
        System.out.println("\n" + stream.completion().usage()); // the assembled whole
      }
    }
  }
}
