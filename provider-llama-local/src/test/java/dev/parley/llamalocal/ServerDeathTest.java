package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.spi.Provider;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Servers that end while they are needed, and servers that do not want to end. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ServerDeathTest {
  private static final ChatRequest HELLO = ChatRequest.of("Hello");
  private static final ChatRequest ENDLESS = ChatRequest.of(FakeLlamaServer.ENDLESS);

  @TempDir Path folder;
  private final News news = new News();
  private FakeInstall fake;
  private Provider provider;
  private ChatModel model;

  @BeforeEach
  void install() throws Exception {
    fake = new FakeInstall(folder);
    provider = fake.open(fake.settings().listener(news));
    model = provider.chat(fake.model("story.gguf").toString());
  }

  @AfterEach
  void uninstall() {
    fake.close();
  }

  private static void readText(Iterator<CompletionEvent> events, int deltas) {
    for (int read = 0; read < deltas; ) {
      if (events.next() instanceof TextDelta) {
        read++;
      }
    }
  }

  @Test
  void a_server_killed_in_mid_stream_is_told_and_started_again() {
    try (CompletionStream stream = model.stream(ENDLESS)) {
      Iterator<CompletionEvent> events = stream.iterator();
      readText(events, 3);
      long killed = fake.server();
      FakeInstall.kill(killed);

      InterruptedStreamException e =
          assertThrows(InterruptedStreamException.class, () -> readText(events, Integer.MAX_VALUE));

      assertTrue(e.getMessage().contains("signal 9"), e::getMessage);
      String log = e.details().providerMessage().orElseThrow();
      assertTrue(log.contains("listening on http://127.0.0.1:"), log);
      assertTrue(log.contains("the key is ***"), log);
      assertFalse((e + log).contains(fake.key(killed)), log);
      assertTrue(e.partial().orElseThrow().text().startsWith("1 2 3 "), log);
      assertTrue(stream.partial().text().startsWith("1 2 3 "), log);

      assertEquals("1 2 3 ", model.complete(HELLO).text());
      assertNotEquals(fake.key(killed), fake.key(fake.server()));
      assertEquals(2, fake.starts());
      assertEquals(
          List.of(
              "loading story.gguf", "ready story.gguf", "loading story.gguf", "ready story.gguf"),
          news.told());
    }
  }

  @Test
  void a_server_killed_while_idle_is_started_again_by_the_next_call() {
    for (int round = 1; round <= 3; round++) {
      assertEquals("1 2 3 ", model.complete(HELLO).text());
      assertEquals(7, model.countTokens(HELLO).tokens());
      assertEquals(round, fake.starts());
      assertEquals(1, fake.notes().size());
      FakeInstall.kill(fake.server());
    }
  }

  @Test
  void closing_the_provider_in_mid_stream_cancels_it_and_ends_the_server() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    Future<Void> reader =
        Await.async(
            () -> {
              try (CompletionStream stream = model.stream(ENDLESS)) {
                Iterator<CompletionEvent> events = stream.iterator();
                readText(events, 3);
                reading.countDown();
                readText(events, Integer.MAX_VALUE);
              }
              return null;
            });
    Await.until("it is read", () -> reading.getCount() == 0);
    provider.close();

    assertEquals(List.of(), fake.running());
    Await.failure(CancelledException.class, reader);
  }

  @Test
  void a_server_that_ignores_the_request_to_end_is_killed() throws Exception {
    fake.script("trap '' TERM");
    model.complete(HELLO);
    ProcessHandle server = ProcessHandle.of(fake.server()).orElseThrow();
    assertTrue(server.destroy());
    assertEquals("1 2 3 ", model.complete(HELLO).text());
    assertEquals(1, fake.starts());

    provider.close();

    assertEquals(List.of(), fake.running());
    assertEquals(Set.of(), fake.notes());
  }

  @Test
  void an_interrupted_thread_can_close_and_keeps_its_flag() throws Exception {
    fake.script("trap '' TERM");
    model.complete(HELLO);
    long server = fake.server();
    Thread.currentThread().interrupt();
    provider.close();

    assertTrue(Thread.interrupted());
    Await.until("it has ended", () -> !FakeInstall.isRunning(server));
  }

  @Test
  void the_server_behind_a_wrapper_is_ended_with_it() throws Exception {
    fake.wrapper();
    model.complete(HELLO);
    assertNotEquals(fake.notes(), Set.of());

    provider.close();

    assertEquals(List.of(), fake.running());
    assertEquals(1, fake.servers().size());
  }

  @Test
  void the_end_of_a_server_behind_a_wrapper_is_noticed() throws Exception {
    fake.wrapper();
    try (CompletionStream stream = model.stream(ENDLESS)) {
      Iterator<CompletionEvent> events = stream.iterator();
      readText(events, 1);
      FakeInstall.kill(fake.server());
      InterruptedStreamException e =
          assertThrows(InterruptedStreamException.class, () -> readText(events, Integer.MAX_VALUE));
      assertTrue(e.getMessage().contains("signal 9"), e::getMessage);
    }
    assertEquals("1 2 3 ", model.complete(HELLO).text());
  }
}
