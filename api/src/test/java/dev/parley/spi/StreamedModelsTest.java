package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamedModelsTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final CompletionEvent BYE = new Finished(FinishReason.STOP);

  private final StreamedModels models = new StreamedModels();
  private final List<ScriptedWire> opened = new ArrayList<>();

  /** Gives events read by read, then breaks, or waits to be cut. */
  private static final class ScriptedWire implements Wire {
    private final Queue<List<CompletionEvent>> reads;
    private final boolean silentAtTheEnd;
    private final Watchdog.Watch watch;
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch cut = new CountDownLatch(1);
    private boolean sent;
    private int closed;

    ScriptedWire(Watchdog.Watch watch, boolean silentAtTheEnd, List<List<CompletionEvent>> reads) {
      this.watch = watch;
      this.silentAtTheEnd = silentAtTheEnd;
      this.reads = new ArrayDeque<>(reads);
    }

    @Override
    public void send() throws IOException {
      if (cut.getCount() == 0) {
        throw new ClosedChannelException();
      }
      sent = true;
      watch.enter(Kind.FIRST_EVENT);
    }

    @Override
    public void read(Consumer<CompletionEvent> events) throws IOException {
      if (!reads.isEmpty()) {
        reads.remove().forEach(events);
      } else if (silentAtTheEnd) {
        awaitCut();
      } else {
        throw new EOFException();
      }
    }

    private void awaitCut() throws IOException {
      waiting.countDown();
      try {
        cut.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new ClosedChannelException();
    }

    @Override
    public void cut() {
      cut.countDown();
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private ChatModel model(
      Support support, boolean silentAtTheEnd, List<List<CompletionEvent>> reads) {
    return models.model(
        MODEL,
        Capabilities.all(support),
        (request, watch) -> {
          ScriptedWire wire = new ScriptedWire(watch, silentAtTheEnd, reads);
          opened.add(wire);
          return wire;
        });
  }

  private static List<CompletionEvent> text(String text) {
    return List.of(new TextDelta(text));
  }

  private static List<CompletionEvent> hello() {
    return List.of(new TextDelta("Hel"), new TextDelta("lo"), BYE);
  }

  @Test
  void an_answer_begins_with_started_and_comes_in_order() {
    ChatModel model = model(Support.NO, false, List.of(List.of(), hello()));
    List<CompletionEvent> seen = new ArrayList<>();

    try (CompletionStream stream = model.stream(ChatRequest.builder().user("Hi").seed(1).build())) {
      assertTrue(opened.isEmpty());
      stream.forEach(seen::add);
    }

    Started started = (Started) seen.remove(0);
    assertEquals("m", started.model());
    assertEquals(List.of("seed"), started.warnings().stream().map(w -> w.subject()).toList());
    assertEquals(hello(), seen);
    assertEquals("Hello", model.complete(HI).text());
    assertEquals(List.of(1, 1), opened.stream().map(wire -> wire.closed).toList());
  }

  @Test
  void what_the_model_does_not_do_opens_no_wire() {
    ChatModel model = model(Support.NO, false, List.of(hello()));
    ChatRequest request =
        ChatRequest.builder().user("Hi").responseFormat(ResponseFormat.JSON).build();

    assertThrows(UnsupportedFeatureException.class, () -> model.complete(request));
    assertTrue(opened.isEmpty());
  }

  @Test
  void a_wire_that_breaks_before_its_answer_is_a_transport_error() {
    ChatModel model = model(Support.NO, false, List.of());

    TransportException e = assertThrows(TransportException.class, () -> model.complete(HI));

    assertEquals(EOFException.class, e.getCause().getClass());
    assertEquals(1, opened.get(0).closed);
  }

  @Test
  void a_wire_that_breaks_in_mid_answer_is_an_interrupted_stream() {
    ChatModel model = model(Support.NO, false, List.of(text("Hel")));

    InterruptedStreamException e =
        assertThrows(InterruptedStreamException.class, () -> model.complete(HI));

    assertEquals("Hel", e.partial().orElseThrow().text());
  }

  @Test
  void silence_ends_after_its_time_out_and_cuts_the_wire() {
    ChatModel model = model(Support.NO, true, List.of(text("Hel")));
    Duration limit = Duration.ofMillis(20);
    ChatRequest request = HI.toBuilder().timeouts(Timeouts.UNSET.with(Kind.SILENCE, limit)).build();

    TimedOutException e = assertThrows(TimedOutException.class, () -> model.complete(request));

    assertEquals(Kind.SILENCE, e.timeout());
    assertEquals(limit, e.limit());
    assertTrue(e.getMessage().contains("timeout.silence"), e::getMessage);
  }

  @Test
  void closing_the_models_ends_what_is_under_way_and_what_comes_later() throws Exception {
    ChatModel model = model(Support.NO, true, List.of(text("Hel")));
    CompletionStream unread = model.stream(HI);
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    try (CompletionStream read = model.stream(HI)) {
      Thread reader =
          new Thread(() -> outcome.set(assertThrows(Exception.class, read::completion)));
      CompletionEvent first = read.iterator().next();
      assertSame(Started.class, first.getClass());
      reader.start();
      assertTrue(opened.get(0).waiting.await(10, TimeUnit.SECONDS));

      models.close();
      reader.join();
    }

    assertSame(CancelledException.class, outcome.get().getClass());
    assertThrows(CancelledException.class, unread::completion);
    assertFalse(opened.get(1).sent);
    assertThrows(IllegalStateException.class, () -> model.complete(HI));
    models.close();
  }

  @Test
  void a_closed_model_refuses_and_leaves_the_others_alone() {
    ChatModel closed = model(Support.NO, false, List.of(hello()));
    closed.close();

    assertThrows(IllegalStateException.class, () -> closed.stream(HI));
    assertThrows(IllegalStateException.class, () -> closed.countTokens(HI));
    assertEquals("Hello", model(Support.NO, false, List.of(hello())).complete(HI).text());
  }
}
