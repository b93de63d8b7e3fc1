package dev.parley.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.parley.openai.OpenAiProviderFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, seen by a server that speaks OpenAI's protocol and quotes the key. */
class WireTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  private final WireMockServer server =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

  @TempDir Path folder;

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private Run run() {
    return new Run(folder, new OpenAiProviderFactory(), new FakeFactory("fake", Run.STOP))
        .environment("PARLEY_MODEL", "openai:m")
        .environment("OPENAI_API_KEY", KEY)
        .environment("OPENAI_BASE_URL", server.baseUrl() + "/v1");
  }

  private void answers(int status, String type, String body) {
    server.stubFor(
        post(urlEqualTo("/v1/chat/completions"))
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", type)
                    .withHeader("X-Echo", "Bearer " + KEY)
                    .withBody(body)));
  }

  private void streams() {
    answers(
        200,
        "text/event-stream",
        "data: {\"choices\":[{\"delta\":{\"content\":\"Yes "
            + KEY
            + "\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
  }

  @Test
  void the_wire_is_shown_on_stderr_line_by_line_without_the_key() {
    streams();
    Run run = run();
    assertEquals(0, run.with("--debug-http", "Why?"), run.err());
    assertTrue(
        run.err().contains("> POST " + server.baseUrl() + "/v1/chat/completions"), run.err());
    assertTrue(run.err().contains("Authorization: ***"), run.err());
    assertTrue(run.err().contains("\"content\":\"Why?\""), run.err());
    assertTrue(run.err().contains("< data: {\"choices\""), run.err());
    assertFalse(run.err().contains(KEY), run.err());
    assertEquals("Yes " + KEY + "\n", run.out()); // What the model says is the model's.
  }

  @Test
  void without_being_asked_nothing_is_shown() {
    streams();
    run().with("--debug-http", "Why?");
    Run run = run();
    assertEquals(0, run.with("Why?"));
    assertEquals("", run.err());
  }

  @Test
  void a_failure_with_all_that_can_be_shown_holds_no_key() {
    answers(401, "application/json", "{\"error\":{\"message\":\"Bad key " + KEY + "\"}}");
    Run run = run();
    assertEquals(8, run.with("--debug-http", "--debug", "--json", "Why?"), run.err());
    assertTrue(run.err().contains("\tat dev.parley."), run.err());
    assertTrue(run.err().contains("{\"error\":{\"kind\":\"authentication\""), run.err());
    assertFalse(run.err().contains(KEY), run.err());
    assertEquals("", run.out());
  }

  @Test
  void another_provider_says_that_it_has_no_log() {
    Run run = run();
    run.with("-m", "fake:m", "--debug-http", "Why?");
    assertTrue(
        run.err().contains("the provider of fake has no log for --debug-http to show"), run.err());
  }

  @Test
  void a_dry_run_sends_nothing() {
    Run run = run();
    assertEquals(0, run.with("--dry-run", "-o", "openai.user=me", "Why?"), run.err());
    assertTrue(run.out().contains("server: " + server.baseUrl() + "/v1\n"), run.out());
    assertTrue(run.out().contains("{\"openai\":{\"user\":\"me\"}}"), run.out());
    assertFalse(run.out().contains(KEY), run.out());
    assertEquals(0, server.getAllServeEvents().size());
  }
}
