package dev.parley.verification.real;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.ToolDefinition;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Watchdog;
import dev.parley.tool.ToolHandler;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.ToolLoop.Ending;
import dev.parley.tool.ToolSteps;
import dev.parley.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tool loops say the same over the mock, the wire and a real server. */
@Timeout(120)
class ToolLoopsTest {
  private static final ToolCall FIRST =
      new ToolCall("call_1", "get_weather", "{\"city\": \"Bern\"}");
  private static final ToolCall SECOND = new ToolCall("call_2", "get_time", "{}");
  private static final String LAST = "It is warm there.";
  private static final String GREETING = "Hello, wörld";
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final ToolDefinition WEATHER =
      ToolDefinition.of(
          "get_weather",
          "The weather.",
          "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
              + "\"required\":[\"city\"]}");
  private static final ToolDefinition TIME =
      ToolDefinition.of("get_time", "What time it is.", ToolDefinition.NO_PARAMETERS);

  /** All that is to be the same. */
  private static void check(ChatModel model) throws InterruptedException {
    calls_are_run_and_told(model);
    gates_refuse_and_change_calls(model);
    limits_stop_tools(model);
    limit_of_steps_leaves_messages_that_can_be_sent_on(model);
    cancelling_stops_tools(model);
  }

  private static void calls_are_run_and_told(ChatModel model) throws InterruptedException {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CountDownLatch both = new CountDownLatch(2);
    try {
      assertEquals(
          answered("Rain"),
          run(
              model,
              call -> meet(both, "Rain"),
              call -> meet(both, ChatScripts.FINAL),
              loop -> loop.executor(executor)),
          "at once");
    } finally {
      executor.shutdown();
      assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
    }
    List<CompletionEvent> events = new ArrayList<>();
    assertEquals(
        answered("Rain"),
        run(model, call -> "Rain", loop -> loop.onEvent(events::add)),
        "streamed");
    assertTrue(events.size() > 4, events.toString());
    ToolHandler failing =
        call -> {
          throw new IllegalStateException("no weather");
        };
    assertEquals(
        answered("! The tool failed: no weather"), run(model, failing, loop -> loop), "failed");
  }

  private static String meet(CountDownLatch both, String result) throws InterruptedException {
    both.countDown();
    assertTrue(both.await(20, TimeUnit.SECONDS));
    return result;
  }

  private static void gates_refuse_and_change_calls(ChatModel model) {
    assertEquals(
        answered("! not this one"),
        run(model, call -> "Rain", loop -> loop.gate(decide(Decision.refuse("not this one")))),
        "refused");
    String zug = "{\"city\":\"Zug\"}";
    assertEquals(
        answered("It rains on " + zug),
        run(
            model,
            call -> "It rains on " + call.argumentsJson(),
            loop -> loop.gate(decide(Decision.change(zug)))),
        "changed; what the model has said stays");
  }

  private static ToolLoop.Gate decide(Decision ofWeather) {
    return call -> call.name().equals("get_time") ? Decision.allow() : ofWeather;
  }

  private static void limits_stop_tools(ChatModel model) {
    Clock clock = new Clock();
    assertEquals(
        answered(
            "! The tool was stopped, since it took longer than 60000 ms; it may have been done"),
        run(model, clock::late, loop -> loop.watchdog(clock.watchdog()).toolTimeout(LIMIT)),
        "one tool's limit");
    ToolLoop.Result result =
        loop(
                model,
                clock::late,
                call -> "noon",
                loop -> loop.watchdog(clock.watchdog()).timeout(LIMIT))
            .run(question());
    assertEquals(Ending.TIMED_OUT, result.ending());
    assertEquals(
        called(
            "! The tool was stopped, since the time for all tools was over; it may have been done",
            "! it was not run: the time was over"),
        said(result.messages()),
        "the limit of all");
  }

  private static void limit_of_steps_leaves_messages_that_can_be_sent_on(ChatModel model) {
    ToolLoop.Result result =
        loop(model, call -> "Rain", call -> "noon", loop -> loop.maxSteps(1)).run(question());
    assertEquals(Ending.STEP_LIMIT, result.ending());
    String left = "! it was not run: the limit of steps was reached";
    assertEquals(called(left, left), said(result.messages()));

    ChatRequest next =
        question().toBuilder().messages(result.messages()).user(ChatScripts.HELLO).build();
    assertEquals(GREETING, model.complete(next).text());
  }

  private static void cancelling_stops_tools(ChatModel model) {
    AtomicReference<ToolSteps> running = new AtomicReference<>();
    ToolHandler cancelled =
        call -> {
          running.get().cancel();
          new CountDownLatch(1).await();
          return "never";
        };
    ToolSteps steps = loop(model, cancelled, call -> "noon", loop -> loop).begin(question());
    running.set(steps);

    assertThrows(CancelledException.class, () -> steps.take(model.complete(steps.request())));
    assertFalse(Thread.interrupted(), "nobody has interrupted the thread");
    assertEquals(
        called(
            "! The tool was interrupted; it may have been done",
            "! it was not run: the turn was given up"),
        said(steps.messages()));
  }

  /** Time that passes while a tool runs, on its thread. */
  private static final class Clock {
    private final AtomicLong now = new AtomicLong();
    private final List<Runnable> watched = new CopyOnWriteArrayList<>();

    Watchdog watchdog() {
      return new Watchdog(
          (task, delay) -> {
            watched.add(task);
            return () -> watched.remove(task);
          },
          now::get);
    }

    String late(ToolCall call) throws InterruptedException {
      now.addAndGet(LIMIT.toNanos());
      watched.forEach(Runnable::run);
      new CountDownLatch(1).await();
      return "never";
    }
  }

  private static List<String> run(
      ChatModel model, ToolHandler weather, UnaryOperator<ToolLoop.Builder> settings) {
    return run(model, weather, call -> ChatScripts.FINAL, settings);
  }

  private static List<String> run(
      ChatModel model,
      ToolHandler weather,
      ToolHandler time,
      UnaryOperator<ToolLoop.Builder> settings) {
    return said(loop(model, weather, time, settings).run(question()).messages());
  }

  private static ToolLoop loop(
      ChatModel model,
      ToolHandler weather,
      ToolHandler time,
      UnaryOperator<ToolLoop.Builder> settings) {
    Toolbox tools = Toolbox.builder().tool(WEATHER, weather).tool(TIME, time).build();
    return settings.apply(ToolLoop.builder(model, tools)).build();
  }

  private static ChatRequest question() {
    return ChatRequest.of(ChatScripts.TWO_CALLS);
  }

  private static List<String> called(String weather, String time) {
    return List.of("get_weather {\"city\":\"Bern\"}", "get_time {}", weather, time);
  }

  private static List<String> answered(String weather) {
    List<String> said = new ArrayList<>(called(weather, ChatScripts.FINAL));
    said.add("assistant: " + LAST);
    return said;
  }

  private static List<String> said(List<Message> messages) {
    List<String> said = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof ToolMessage tool) {
        tool.results().forEach(result -> said.add(text(result)));
      } else if (message instanceof AssistantMessage answer && !answer.toolCalls().isEmpty()) {
        // A real server writes the arguments of calls anew.
        answer
            .toolCalls()
            .forEach(call -> said.add(call.name() + " " + call.argumentsJson().replace(": ", ":")));
      } else {
        said.add("assistant: " + message.text());
      }
    }
    return said;
  }

  private static String text(ToolResult result) {
    Part content = result.content().get(0);
    return (result.failed() ? "! " : "") + ((TextPart) content).text();
  }

  @Test
  void over_the_mock() throws InterruptedException {
    try (ChatModel model = MockChatModel.builder().otherwise(ToolLoopsTest::scripted).build()) {
      check(model);
    }
  }

  private static MockReply scripted(ChatRequest request) {
    Message last = request.messages().get(request.messages().size() - 1);
    if (last instanceof ToolMessage) {
      return MockReply.builder().words(LAST).build();
    }
    return last.text().equals(ChatScripts.HELLO)
        ? MockReply.builder().words(GREETING).build()
        : MockReply.builder()
            .toolCall(FIRST.id(), FIRST.name(), "{\"city\":", "\"Bern\"}")
            .toolCall(SECOND.id(), SECOND.name(), SECOND.argumentsJson())
            .build();
  }

  @Test
  void over_the_wire_of_openai() throws InterruptedException {
    WireMockServer server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    server.start();
    ScriptedWire wire = new ScriptedWire(server);
    wire.calls("\"content\":\"" + ChatScripts.TWO_CALLS, FIRST, SECOND);
    wire.text("\"role\":\"tool\"", LAST);
    wire.text("\"content\":\"" + ChatScripts.HELLO, GREETING);
    try (Models models =
            Models.load(Config.of(Map.of("openai.base-url", server.baseUrl() + "/v1")));
        ChatModel model = models.chat("openai:m")) {
      check(model);
    } finally {
      server.stop();
    }
  }

  @Test
  void over_a_real_server(@TempDir Path folder) throws InterruptedException {
    Path program = LlamaServer.required();
    Path file = folder.resolve("tools.gguf");
    ChatScripts.write(file);
    try (LlamaServer server = LlamaServer.start(program, file, ChatScripts.CONTEXT_LENGTH, 1);
        Models models =
            Models.load(
                Config.of(
                    Map.of(
                        "llama-local.server",
                        server.baseUri().toString(),
                        "parley.offline",
                        "true")));
        ChatModel model = models.chat("llama-local:any")) {
      check(model);
    }
  }
}
