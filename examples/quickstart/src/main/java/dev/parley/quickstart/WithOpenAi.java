package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolDefinition;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The snippets of the page of the provider {@code openai}. */
public final class WithOpenAi {
  private WithOpenAi() {}

  /** A plain answer, with what OpenAI alone understands as an option. */
  public static String complete(ChatModel model) {
    ChatRequest request =
        ChatRequest.builder()
            .system("Answer in one sentence.")
            .user("Why is the sky blue?")
            .maxOutputTokens(200)
            .option("openai", "service_tier", "flex")
            .build();
    Completion answer = model.complete(request);
    return answer.text() + " (" + answer.usage().outputTokens() + " tokens)";
  }

  /** A streamed answer. */
  public static void stream(ChatModel model, PrintStream out) {
    try (CompletionStream stream = model.stream(ChatRequest.of("Tell me a story"))) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          out.print(delta.text());
        }
      }
    }
  }

  /** An answer for which the model calls a tool. */
  public static String tools(ChatModel model) {
    ToolDefinition weather =
        ToolDefinition.of(
            "weather",
            "Tells the weather of a city.",
            """
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""");
    Toolbox tools =
        Toolbox.builder().tool(weather, call -> "Rain, asked with " + call.argumentsJson()).build();
    ChatRequest question = ChatRequest.of("Do I need an umbrella in Bern?");
    return ToolLoop.builder(model, tools).build().run(question).completion().text();
  }

  /** An answer in the form of a schema. */
  public static String schema(ChatModel model) {
    String schema =
        """
        {"type": "object", "properties": {"city": {"type": "string"}},
         "required": ["city"], "additionalProperties": false}""";
    ChatRequest request =
        ChatRequest.builder()
            .user("What is the capital of Switzerland?")
            .responseFormat(ResponseFormat.jsonSchema("answer", schema))
            .build();
    return model.complete(request).text(); // {"city": "Bern"}
  }

  /** A model that is asked by the Responses API, with a tool of OpenAI's own. */
  public static String responses(URI baseUrl, Secret key) {
    try (Provider openai =
        OpenAi.builder().baseUrl(baseUrl).apiKey(key).set("api", "responses").build()) {
      ChatRequest request =
          ChatRequest.builder()
              .user("What is new in Bern?")
              .reasoningEffort(ReasoningEffort.LOW)
              .option("openai", "reasoning", Map.of("summary", "auto"))
              .option("openai", "tools", List.of(Map.of("type", "web_search")))
              .build();
      Completion answer = openai.chat("gpt-5-mini").complete(request);
      return answer.text() + " (thought: " + answer.reasoning() + ")";
    }
  }

  /** A deployment on Azure, with a key or a token that is asked for each request. */
  public static String azure(URI resource, Supplier<Secret> key) {
    // https://RESOURCE.openai.azure.com
    try (Provider azure =
        OpenAi.builder()
            .baseUrl(resource)
            .apiKey(key)
            .set("azure", "classic")
            .set("api-version", "2024-10-21")
            .build()) {
      return azure.chat("my-deployment").complete(ChatRequest.of("Hello")).text();
    }
  }

  /** A server that speaks OpenAI's protocol. */
  public static String compatible(URI baseUrl) { // such as http://127.0.0.1:8000/v1
    try (Provider server = OpenAi.builder().baseUrl(baseUrl).build()) {
      return server.chat("qwen3").complete(ChatRequest.of("Hello")).text();
    }
  }
}
