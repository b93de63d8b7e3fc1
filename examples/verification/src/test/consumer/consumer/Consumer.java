package consumer;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import java.util.Map;

/** Asks the models at the addresses given, twice each; the first argument is a server's address. */
public final class Consumer {
  private Consumer() {}

  public static void main(String[] args) {
    Config config = Config.of(Map.of("openai.base-url", args[0]));
    try (Models models = Models.load(config)) {
      for (int i = 1; i < args.length; i++) {
        ask(models.chat(args[i]));
      }
      models.problems().forEach(problem -> System.out.println("problem: " + problem));
      System.out.println("module: " + Consumer.class.getModule().getName());
    }
  }

  private static void ask(ChatModel model) {
    System.out.println(model.id() + " completes: " + model.complete(ChatRequest.of("Hi")).text());
    StringBuilder text = new StringBuilder();
    try (CompletionStream stream = model.stream(ChatRequest.of("Hi"))) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          text.append(delta.text());
        }
      }
    }
    System.out.println(model.id() + " streams: " + text);
  }
}
