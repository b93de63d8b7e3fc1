package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.TokenCount;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The provider {@code llama-local} attached to a real server, whose slots the test can see. */
@Timeout(120)
class LlamaLocalAttachedTest {
  private static final ChatRequest ENDLESS = ChatRequest.of(ChatScripts.ENDLESS);

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path program;
  private Path file;

  @BeforeEach
  void write() {
    program = LlamaServer.required();
    file = folder.resolve("scripted.gguf");
    ChatScripts.write(file);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private LlamaServer start(int context, int slots, String... more) {
    return LlamaServer.start(program, file, context, slots, more);
  }

  private static Models attachedTo(LlamaServer server) {
    return Models.load(
        Config.of(
            Map.of(
                "llama-local.server",
                server.baseUri().toString(),
                "parley.offline",
                "true",
                "parley.retries", // What the provider itself tells is looked at.
                "0")));
  }

  /** Reads up to the first piece of text. */
  private static Iterator<CompletionEvent> begun(CompletionStream stream) {
    Iterator<CompletionEvent> events = stream.iterator();
    while (!(events.next() instanceof TextDelta)) {
      // Progress comes first.
    }
    return events;
  }

  @Test
  void an_endless_stream_that_is_closed_frees_its_slot() throws Exception {
    try (LlamaServer server = start(8192, 2);
        Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:any")) {
      Slots slots = new Slots(server);
      try (CompletionStream stream = model.stream(ENDLESS)) {
        begun(stream);
        slots.awaitBusy(1);
      }
      slots.awaitBusy(0);
    }
  }

  @Test
  void a_plain_call_that_is_interrupted_frees_its_slot_though_others_are_busy() throws Exception {
    try (LlamaServer server = start(8192, 2);
        Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:any");
        CompletionStream other = model.stream(ENDLESS)) {
      Slots slots = new Slots(server);
      begun(other); // And is not read on, so that the server is never quiet.
      CountDownLatch flag = new CountDownLatch(1);
      Thread caller =
          new Thread(
              () -> {
                assertThrows(CancelledException.class, () -> model.complete(ENDLESS));
                if (Thread.currentThread().isInterrupted()) {
                  flag.countDown();
                }
              });
      caller.start();
      slots.awaitBusy(2);
      caller.interrupt();
      slots.awaitBusy(1);
      caller.join();
      assertEquals(0, flag.getCount(), "the interrupt flag was not kept");
    }
  }

  @Test
  void a_request_in_the_queue_waits_without_a_byte_and_can_be_cancelled() throws Exception {
    try (LlamaServer server = start(4096, 1);
        Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:any")) {
      try (CompletionStream first = model.stream(ENDLESS)) {
        begun(first);
        CompletionStream queued = model.stream(ChatRequest.of(ChatScripts.HELLO));
        Future<Completion> waiting = threads.submit(queued::completion);
        new Slots(server).awaitBusy(1);
        assertFalse(waiting.isDone());
        queued.close();
        ExecutionException failure = assertThrows(ExecutionException.class, waiting::get);
        assertInstanceOf(CancelledException.class, failure.getCause());
      }
      assertEquals("Hello, wörld", model.complete(ChatRequest.of(ChatScripts.HELLO)).text());
    }
  }

  @Test
  void streams_that_fill_the_common_context_together_fail_in_band_with_what_came()
      throws Exception {
    try (LlamaServer server = start(4096, 2, "--kv-unified");
        Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:any")) {
      Callable<Optional<ModelException>> endless =
          () -> {
            try (CompletionStream stream = model.stream(ENDLESS)) {
              stream.completion();
              return Optional.empty();
            } catch (ModelException e) {
              return Optional.of(e);
            }
          };
      List<Future<Optional<ModelException>>> both = threads.invokeAll(List.of(endless, endless));
      Optional<ModelException> failure = both.get(0).get().or(() -> get(both.get(1)));
      UnavailableException full =
          assertInstanceOf(UnavailableException.class, failure.orElseThrow());
      assertTrue(full.getMessage().contains("run fewer at once"), full.getMessage());
      assertTrue(full.partial().orElseThrow().text().contains("la li la li"));
      assertTrue(full.retryable());
    }
  }

  private static Optional<ModelException> get(Future<Optional<ModelException>> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_server_tells_its_model_and_counts_tokens() {
    try (LlamaServer server = start(4096, 1, "--alias", "story-teller");
        Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:story-teller")) {
      List<ModelInfo> listed = models.provider("llama-local").models().orElseThrow().list();
      assertEquals(
          List.of("llama-local:story-teller"),
          listed.stream().map(info -> info.id().toString()).toList());
      assertEquals(ChatScripts.CONTEXT_LENGTH, listed.get(0).contextTokens().orElseThrow());
      TokenCount count = model.countTokens(ChatRequest.of(ChatScripts.HELLO));
      assertTrue(count.exact());
      assertEquals(4096, model.capabilities().contextTokens().orElseThrow());
    }
  }

  @Test
  void a_server_with_a_key_is_asked_with_it() {
    try (LlamaServer server = start(4096, 1, "--api-key", "k-e-y");
        Models models =
            Models.load(
                Config.of(
                    Map.of(
                        "llama-local.server",
                        server.baseUri() + "/v1",
                        "llama-local.api-key",
                        "k-e-y")));
        ChatModel model = models.chat("llama-local:any")) {
      assertEquals("Hello, wörld", model.complete(ChatRequest.of(ChatScripts.HELLO)).text());
    }
  }

  @Test
  void a_server_that_is_gone_is_a_transport_error_that_names_the_setting() {
    LlamaServer server = start(4096, 1);
    try (Models models = attachedTo(server);
        ChatModel model = models.chat("llama-local:any")) {
      server.close();
      TransportException failure =
          assertThrows(
              TransportException.class, () -> model.complete(ChatRequest.of(ChatScripts.HELLO)));
      assertTrue(failure.getMessage().contains("llama-local.server"), failure.getMessage());
    }
  }
}
