package dev.parley.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.config.Config;
import dev.parley.error.ErrorDetails;
import dev.parley.error.UnavailableException;
import dev.parley.message.Message;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of the README do what the README says. */
class SnippetsTest {
  private static final String STREAM =
      """
      data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"It "}}]}

      data: {"choices":[{"index":0,"delta":{"content":"works."},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  @Test
  void the_first_snippet_answers_twice() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      FirstAnswer.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    String output = printed.toString(StandardCharsets.UTF_8);
    assertTrue(output.contains("Why is the sky blue?"), output);
    assertTrue(output.contains("Tell me a story"), output);
    assertTrue(output.contains("Usage["), output);
  }

  @Test
  void the_tool_snippet_runs_the_tool_and_plans_a_trip() {
    try (MockChatModel model =
        MockChatModel.builder()
            .reply(MockReply.toolCall("weather", "{\"name\":\"Rome\",\"days\":2}"))
            .reply("Sunny.")
            .reply("{\"where\":{\"name\":\"Rome\",\"days\":2},\"clothes\":[\"hat\"]}")
            .build()) {
      WithTools.Trip trip = WithTools.plan(model);
      assertEquals(new WithTools.Trip(new WithTools.City("Rome", 2), List.of("hat")), trip);
      assertTrue(model.requests().get(1).messages().toString().contains("Sunny in Rome"));
    }
  }

  @Test
  void the_snippets_on_records_ask_watch_and_converse() {
    String mary =
        "{\"name\":\"Mary Shelley\",\"age\":53,\"nationality\":null,\"works\":"
            + "[{\"type\":\"Book\",\"title\":\"Frankenstein\",\"year\":1818}]}";
    try (MockChatModel model =
            MockChatModel.builder()
                .reply("{}")
                .reply(mary)
                .reply(mary)
                .reply(MockReply.toolCall("find_works", mary))
                .reply("{\"value\":[" + mary + "]}")
                .build();
        ConversationStore store = ConversationStores.open("memory:")) {
      WithRecords.Person person = WithRecords.ask(model);
      assertEquals(List.of(new WithRecords.Work.Book("Frankenstein", 1818)), person.works());
      assertEquals(person, WithRecords.watch(model));
      assertEquals(List.of(person), WithRecords.converse(model, store));
      assertTrue(
          model
              .requests()
              .get(4)
              .messages()
              .toString()
              .contains("[{\"title\":\"Frankenstein\",\"year\":1818}]"));
    }
  }

  @Test
  void the_memory_snippet_asks_with_what_was_said(@TempDir Path folder) {
    try (MockChatModel model = MockChatModel.builder().reply("Hello, Ada.").reply("Ada.").build()) {
      assertEquals("Ada.", WithMemory.whatIsMyName(model, "file:" + folder.resolve("chats")));
      assertEquals(
          List.of("My name is Ada.", "Hello, Ada.", "What is my name?"),
          model.requests().get(1).messages().stream().map(Message::text).toList());
    }
  }

  @Test
  void the_error_snippet_reports_what_came() {
    try (ChatModel model =
        MockChatModel.builder()
            .reply(MockReply.builder().text("Once").endWithoutFinish().build())
            .build()) {
      String report = WhatWentWrong.ask(model, "Tell me a story");
      assertTrue(report.startsWith("failed (") && report.endsWith("after: Once"), report);
    }
  }

  @Test
  void the_policy_snippet_tries_again_and_then_asks_the_other_model() {
    try (MockChatModel model =
            MockChatModel.builder()
                .otherwise(request -> MockReply.failure(SnippetsTest::overloaded))
                .build();
        MockChatModel other = MockChatModel.builder().reply("From the other.").build()) {
      assertEquals("From the other.", WithPolicies.ask(model, other, "Are you there?"));
      assertEquals(5, model.requests().size());
    }
  }

  /** It asks for a wait of a millisecond, so that nobody waits for long. */
  private static UnavailableException overloaded(ErrorDetails details) {
    return new UnavailableException(
        "overloaded", details.toBuilder().retryAfter(Duration.ofMillis(1)).build(), null);
  }

  @Test
  void a_provider_is_chosen_by_configuration_alone() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          byte[] body = STREAM.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    Config config =
        Config.of(
            Map.of("model", "work:some-model", "work.provider", "openai", "work.base-url", url));
    try (Models models = Models.load(config);
        ChatModel model = models.chat()) {
      assertEquals("It works.", WhatWentWrong.ask(model, "Does it work?"));
    } finally {
      server.stop(0);
    }
  }
}
