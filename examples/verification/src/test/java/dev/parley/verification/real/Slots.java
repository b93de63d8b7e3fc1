package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks at the slots of a server, as {@code GET /slots} shows them. */
final class Slots {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LlamaServer server;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  Slots(LlamaServer server) {
    this.server = server;
  }

  /** {@return how many are at work now} */
  int busy() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.baseUri().resolve("/slots")).build();
    JsonNode slots = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    int busy = 0;
    for (JsonNode slot : slots) {
      busy += slot.path("is_processing").asBoolean() ? 1 : 0;
    }
    return busy;
  }

  /** Waits until so many are at work, for 30 s at most. */
  void awaitBusy(int expected) throws Exception {
    long start = System.nanoTime();
    while (busy() != expected) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        fail("after " + LIMIT + " there are " + busy() + " busy slots, not " + expected);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
