package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of streams at one time, which one thread can hold. */
@Timeout(120)
class CrowdTest {
  private static final int CROWD = 2_000;
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().equals("raw-server"))
        .collect(Collectors.toSet());
  }

  @Test
  void two_thousand_streams_are_open_at_one_time_on_the_thread_of_their_reader() {
    CountDownLatch all = new CountDownLatch(CROWD);
    Set<Thread> before = threads();
    try (RawServer server =
            RawServer.start(
                connection -> {
                  while (connection.readRequest()) {
                    connection.send(STREAM + chunked(text("Hel")));
                    all.countDown();
                    connection.await(all);
                    connection.send(chunked(text("lo") + finish("stop") + DONE) + Wire.LAST);
                  }
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      List<CompletionStream> streams = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        CompletionStream stream = model.stream(HI);
        streams.add(stream);
        Iterator<CompletionEvent> events = stream.iterator();
        events.next(); // Nothing holds it back, though none of those before it has ended.
      }
      assertEquals(CROWD, server.accepted());
      Set<String> own =
          threads().stream()
              .filter(thread -> !before.contains(thread))
              .map(Thread::getName)
              .collect(Collectors.toSet());
      assertTrue(own.size() <= 3, own::toString); // The watchdog, and two of OkHttp's for all.
      for (CompletionStream stream : streams) {
        assertEquals("Hello", stream.completion().text());
        stream.close();
      }
      assertTrue(server.awaitOpenAtMost(Clients.MOST_IDLE, BOUND), "too many were kept");
      for (int i = 0; i < Clients.MOST_IDLE / 10; i++) {
        assertEquals("Hello", model.stream(HI).completion().text());
      }
      assertEquals(CROWD, server.accepted());
    }
  }
}
