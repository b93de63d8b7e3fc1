package dev.parley.llamalocal;

import static dev.parley.llamalocal.FakeLlamaServer.LOADING;
import static dev.parley.llamalocal.FakeLlamaServer.MUTE;
import static dev.parley.llamalocal.FakeLlamaServer.REFUSING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How calls wait for a server that takes its time. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ServerLoadingTest {
  private static final ChatRequest HELLO = ChatRequest.of("Hello");
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path folder;
  private final News news = new News();
  private FakeInstall fake;
  private Provider provider;
  private String file;

  @BeforeEach
  void install() throws Exception {
    fake = new FakeInstall(folder);
    file = fake.model("story.gguf").toString();
    provider = fake.open(fake.settings().listener(news));
  }

  @AfterEach
  void uninstall() {
    fake.close();
  }

  private static ChatRequest limited(Kind kind, Duration limit) {
    return HELLO.toBuilder().timeouts(Timeouts.UNSET.with(kind, limit)).build();
  }

  private void awaitLoading() {
    Await.until("the server says that it loads", () -> fake.answered("GET /health 503") > 0);
  }

  @Test
  void loading_counts_for_no_limit_but_that_on_the_whole() throws Exception {
    fake.yes(REFUSING);
    fake.yes(LOADING);
    Timeouts small = Timeouts.UNSET;
    for (Kind kind : List.of(Kind.CONNECT, Kind.FIRST_EVENT, Kind.SILENCE)) {
      small = small.with(kind, SHORT);
    }
    ChatRequest request = HELLO.toBuilder().timeouts(small).build();
    ChatModel model = provider.chat(file);
    Future<String> plain = Await.async(() -> model.complete(request).text());
    Future<Long> counted = Await.async(() -> model.countTokens(request).tokens());
    long start = System.nanoTime();
    Await.until("it was started", () -> fake.servers().size() == 1);
    Await.until("limits passed", () -> System.nanoTime() - start > SHORT.toNanos() * 3);
    fake.no(REFUSING);
    awaitLoading();
    assertEquals(List.of("loading story.gguf"), news.told());
    assertFalse(plain.isDone() || counted.isDone());
    fake.no(LOADING);

    assertEquals("1 2 3 ", Await.get(plain));
    assertEquals(7, Await.get(counted));
    assertEquals(List.of("loading story.gguf", "ready story.gguf"), news.told());
    assertEquals(1, fake.starts());
  }

  @Test
  void a_request_may_limit_the_wait_while_the_load_goes_on_for_others() throws Exception {
    fake.yes(MUTE);
    ChatModel model = provider.chat(file);
    Future<String> patient = Await.async(() -> model.complete(HELLO).text());

    ChatRequest request = limited(Kind.WHOLE, SHORT);
    TimedOutException plain = assertThrows(TimedOutException.class, () -> model.complete(request));
    TimedOutException streamed =
        assertThrows(TimedOutException.class, () -> model.stream(request).completion());
    TimedOutException counted =
        assertThrows(TimedOutException.class, () -> model.countTokens(request));

    for (TimedOutException e : List.of(plain, streamed, counted)) {
      assertEquals(Kind.WHOLE, e.timeout());
      assertEquals(SHORT, e.limit());
      assertTrue(e.getMessage().contains("timeout.whole"), e::getMessage);
    }
    assertFalse(patient.isDone());
    fake.no(MUTE);
    assertEquals("1 2 3 ", Await.get(patient));
    assertEquals(1, fake.starts());
  }

  @Test
  void what_the_wait_leaves_of_the_limit_holds_for_the_answer() throws Exception {
    ChatModel model = provider.chat(file);
    model.complete(HELLO);
    Duration limit = Duration.ofSeconds(1);
    ChatRequest endless =
        ChatRequest.builder()
            .user(FakeLlamaServer.ENDLESS)
            .timeouts(Timeouts.UNSET.with(Kind.WHOLE, limit))
            .build();
    TimedOutException e =
        assertThrows(TimedOutException.class, () -> model.stream(endless).completion());
    assertEquals(Kind.WHOLE, e.timeout());
    assertEquals(limit, e.limit());
    assertTrue(e.partial().orElseThrow().text().startsWith("1 2 "), e::getMessage);
  }

  @Test
  void closing_the_stream_ends_the_wait_and_not_the_load() throws Exception {
    fake.yes(LOADING);
    ChatModel model = provider.chat(file);
    CompletionStream stream = model.stream(HELLO);
    Future<String> reading = Await.async(() -> stream.completion().text());
    awaitLoading();
    stream.close();

    Await.failure(CancelledException.class, reading);
    fake.no(LOADING);
    assertEquals("1 2 3 ", model.complete(HELLO).text());
    assertEquals(1, fake.starts());
  }

  @Test
  void an_interruption_ends_the_wait_and_the_flag_is_kept() throws Exception {
    fake.yes(LOADING);
    ChatModel model = provider.chat(file);
    for (boolean counting : new boolean[] {false, true}) {
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      Future<Boolean> flag =
          Await.async(
              () -> {
                thread.complete(Thread.currentThread());
                assertThrows(
                    CancelledException.class,
                    () -> {
                      if (counting) {
                        model.countTokens(HELLO);
                      } else {
                        model.complete(HELLO);
                      }
                    });
                return Thread.currentThread().isInterrupted();
              });
      awaitLoading();
      Await.get(thread).interrupt();
      assertTrue(Await.get(flag));
    }
  }

  @Test
  void closing_the_provider_ends_the_wait_and_the_load() throws Exception {
    fake.yes(LOADING);
    ChatModel model = provider.chat(file);
    Future<String> plain = Await.async(() -> model.complete(HELLO).text());
    Future<Long> counted = Await.async(() -> model.countTokens(HELLO).tokens());
    awaitLoading();
    provider.close();

    assertEquals(List.of(), fake.running());
    Await.failure(CancelledException.class, plain);
    Await.failure(CancelledException.class, counted);
    assertEquals(List.of("loading story.gguf"), news.told());
  }

  @Test
  void a_provider_that_is_closed_at_once_leaves_no_server() throws Exception {
    Future<String> call = Await.async(() -> provider.chat(file).complete(HELLO).text());
    Await.until("a start began", () -> !news.told().isEmpty());
    provider.close();

    Await.failure(CancelledException.class, call);
    assertEquals(0, fake.notes().size());
  }

  @Test
  void closing_the_provider_waits_for_a_start_that_is_under_way() throws Exception {
    CompletableFuture<Provider> closing = new CompletableFuture<>();
    CompletableFuture<Thread.State> meanwhile = new CompletableFuture<>();
    ServerListener listener =
        new ServerListener() {
          @Override
          public void loading(Path model) {
            Thread closer = new Thread(() -> closing.join().close());
            closer.start();
            Set<Thread.State> states = Set.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED);
            Await.until("it waits or has closed", () -> states.contains(closer.getState()));
            meanwhile.complete(closer.getState());
          }
        };
    Provider other = fake.open(fake.settings().listener(listener));
    closing.complete(other);
    assertThrows(CancelledException.class, () -> other.chat(file).complete(HELLO));
    assertEquals(Thread.State.TIMED_WAITING, Await.get(meanwhile));
  }

  @Test
  void a_listener_may_fail_or_close_the_provider() throws Exception {
    CompletableFuture<Provider> closing = new CompletableFuture<>();
    ServerListener listener =
        new ServerListener() {
          @Override
          public void loading(Path model) {
            throw new AssertionError("a listener's mistake");
          }

          @Override
          public void ready(Path model, Duration took) {
            closing.join().close();
          }
        };
    Provider other = fake.open(fake.settings().listener(listener));
    closing.complete(other);
    assertThrows(CancelledException.class, () -> other.chat(file).complete(HELLO));
    assertEquals(1, fake.starts());
  }
}
