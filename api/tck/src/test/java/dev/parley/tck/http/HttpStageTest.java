package dev.parley.tck.http;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static dev.parley.tck.Turn.Ending.ENDLESS;
import static dev.parley.tck.Turn.Ending.HELD;
import static dev.parley.tck.Turn.Ending.STALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.error.InvalidRequestException;
import dev.parley.tck.Beat;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Failure;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Scenario.Delivery;
import dev.parley.tck.Turn;
import dev.parley.tck.toy.ToyWire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scenarios on the wire. */
@Timeout(30)
class HttpStageTest {
  private static final Turn HELLO = Turn.answer(new Text("Hello"), new Finish(STOP));

  private static final String CHUNKED =
      "HTTP/1.1 200 Scripted\r\nContent-Type: text/x-toy\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static HttpStage play(Scenario scenario) {
    return HttpStage.play(new ToyWire(), scenario);
  }

  @Test
  void turns_come_in_their_order_and_the_last_is_repeated() {
    Scenario scenario =
        Scenario.of("TURNS", Turn.refusal(Failure.of(Failure.Kind.INVALID_REQUEST)), HELLO);
    try (HttpStage stage = play(scenario)) {
      assertThrows(InvalidRequestException.class, () -> stage.model().complete(scenario.request()));
      for (int i = 2; i < 5; i++) {
        assertEquals("Hello", stage.model().complete(scenario.request()).text());
        assertEquals(i, stage.requests());
      }
      assertTrue(stage.lastRequest().orElseThrow().contains("TURNS"));
    }
  }

  @Test
  void a_request_aside_is_no_request_of_the_scenario() {
    ToyWire wire =
        new ToyWire() {
          @Override
          public Optional<Reply> aside(RecordedRequest request) {
            return request.text().contains("ASIDE")
                ? Optional.of(whole(List.of(new Text("aside"), new Finish(STOP))))
                : Optional.empty();
          }
        };
    try (HttpStage stage = HttpStage.play(wire, Scenario.of("MAIN", HELLO))) {
      assertEquals("aside", stage.model().complete(ChatRequest.of("ASIDE")).text());
      assertEquals(0, stage.requests());
      assertEquals("Hello", stage.model().complete(ChatRequest.of("MAIN")).text());
      assertEquals(1, stage.requests());
    }
  }

  @Test
  void what_the_protocol_has_no_form_for_is_said_at_once() {
    ToyWire wire =
        new ToyWire() {
          @Override
          public String frame(Beat beat) {
            return beat instanceof Beat.Reasoning ? "" : super.frame(beat);
          }

          @Override
          public Optional<String> withCrLf(String frames) {
            return Optional.empty();
          }
        };
    Scenario thoughts = Scenario.of("THOUGHTS", Turn.answer(new Beat.Reasoning("hm")));
    assertThrows(NotPlayableException.class, () -> HttpStage.play(wire, thoughts));
    Scenario lines = Scenario.of("LINES", HELLO).sent(Delivery.CR_LF);
    assertThrows(NotPlayableException.class, () -> HttpStage.play(wire, lines));
    HttpStage.play(wire, Scenario.of("HELLO", HELLO)).close();
  }

  @Test
  void bytes_are_delivered_as_the_scenario_says() {
    Turn answer = Turn.answer(new Text("Hel"), new Text("lo"), new Finish(STOP));
    long whole = 0;
    for (Delivery delivery : Delivery.values()) {
      try (HttpStage stage = play(Scenario.of("DELIVERED", answer).sent(delivery));
          CompletionStream stream = stage.model().stream(ChatRequest.of("DELIVERED"))) {
        Completion completion = stream.completion();
        assertEquals("Hello", completion.text(), delivery.name());
        assertTrue(stage.server().awaitOpenConnections(0, Duration.ofSeconds(10)));
        long sent = stage.bytesSent().orElseThrow();
        if (delivery == Delivery.WHOLE) {
          whole = sent;
        }
        // Each byte by itself has a frame of HTTP of its own.
        assertEquals(
            delivery == Delivery.BYTE_BY_BYTE, sent > 2 * whole, delivery + " sent " + sent);
      }
    }
  }

  @Test
  void each_ending_is_what_a_client_sees() throws IOException {
    String once = "a\r\ntext Once\n";
    for (Turn.Ending ending : Turn.Ending.values()) {
      Scenario scenario = Scenario.of("ENDING", Turn.answer(ending, new Text("Once")));
      try (HttpStage stage = play(scenario)) {
        try (RawClient client = new RawClient(stage.server())) {
          client.send("POST /ask HTTP/1.1\r\nX-Answer: stream\r\n\r\n");
          client.reads(CHUNKED);
          switch (ending) {
            case REGULAR -> client.reads(once + "\r\n4\r\nbye\n\r\n0\r\n\r\n");
            case HELD -> client.reads(once + "\r\n4\r\nbye\n\r\n");
            case CLEAN_END -> client.reads(once + "\r\n0\r\n\r\n");
            case CUT -> assertEquals(once + "\r\n", client.readAll());
            case RESET -> assertTrue(client.breaks());
            case STALL -> client.reads(once + "\r\n");
            case ENDLESS -> client.reads((once + "\r\n").repeat(1_000));
          }
        }
        // Those that are not over by themselves end with the client.
        boolean left = ending == HELD || ending == STALL || ending == ENDLESS;
        assertTrue(stage.server().awaitOpenConnections(0, Duration.ofSeconds(10)));
        assertEquals(left, stage.awaitHangUps(1, Duration.ZERO), ending.name());
      }
    }
  }

  @Test
  void a_stage_tells_the_last_status_and_the_connections_left() {
    Scenario scenario =
        Scenario.of("STATUS", Turn.refusal(Failure.of(Failure.Kind.INVALID_REQUEST)), HELLO);
    try (HttpStage stage = play(scenario)) {
      assertEquals(OptionalInt.empty(), stage.lastStatus());
      assertThrows(InvalidRequestException.class, () -> stage.model().complete(scenario.request()));
      assertEquals(OptionalInt.of(400), stage.lastStatus());
      stage.model().complete(scenario.request());
      assertEquals(OptionalInt.of(200), stage.lastStatus());
      assertEquals(OptionalInt.of(0), stage.connectionsLeft(Duration.ofSeconds(10)));
      assertThrows(RuntimeException.class, () -> stage.model().complete(scenario.request()));
    }
  }

  @Test
  void an_unreachable_side_sees_nobody_and_a_closed_stage_nothing_more() {
    try (HttpStage stage = play(Scenario.of("UNREACHABLE", new Turn.Unreachable()))) {
      assertEquals(0, stage.requests());
      assertFalse(stage.awaitHangUps(1, Duration.ZERO));
    }
    HttpStage stage = play(Scenario.of("CLOSED", HELLO));
    stage.close();
    stage.close();
    assertThrows(RuntimeException.class, () -> stage.model().complete(ChatRequest.of("CLOSED")));
    assertEquals(0, stage.requests());
  }

  @Test
  void the_key_is_told_where_the_protocol_has_keys() {
    try (HttpStage stage = play(Scenario.of("KEY", HELLO))) {
      stage.model().complete(ChatRequest.of("KEY"));
      String sent = stage.server().requests().get(0).header("X-Key").orElseThrow();
      assertEquals(Optional.of(sent), stage.key());
    }
    ToyWire keyless =
        new ToyWire() {
          @Override
          public boolean hasKeys() {
            return false;
          }
        };
    try (HttpStage stage = HttpStage.play(keyless, Scenario.of("KEY", HELLO))) {
      assertEquals(Optional.empty(), stage.key());
    }
  }
}
