package dev.parley.tck.http;

import dev.parley.chat.ChatModel;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Scenario.Delivery;
import dev.parley.tck.Stage;
import dev.parley.tck.Turn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays scenarios over HTTP, in the words of one {@link WireFormat}. */
public final class HttpStage implements Stage {
  private static final String KEY = "tck-key-that-nobody-may-see";

  private final WireFormat wire;
  private final Scenario scenario;
  private final ScriptedServer server;
  private final Provider provider;
  private final ChatModel model;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String lastRequest = "";
  private volatile int lastStatus;

  private HttpStage(WireFormat wire, Scenario scenario) {
    this.wire = wire;
    this.scenario = scenario;
    boolean deaf = scenario.turn(0) instanceof Turn.Unreachable;
    this.server = deaf ? ScriptedServer.deaf() : ScriptedServer.start(this::serve);
    try {
      this.provider = wire.open(server.uri(), KEY);
      this.model = wire.model(provider);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** {@return a stage with a server of its own} */
  public static HttpStage play(WireFormat wire, Scenario scenario) {
    if (scenario.delivery() == Delivery.CR_LF && wire.withCrLf("\n").isEmpty()) {
      throw new NotPlayableException("the protocol has one kind of line ends");
    }
    for (Turn turn : scenario.turns()) {
      if (turn instanceof Turn.Answer answer) {
        WireFormat words = wire.inStream(answer.beats());
        answer.beats().forEach(beat -> requirePlayable(words, beat));
      } else if (turn instanceof Turn.Refusal refusal) {
        wire.refusal(refusal.failure());
      }
    }
    return new HttpStage(wire, scenario);
  }

  /** Now, rather than on a thread of the server. */
  private static void requirePlayable(WireFormat wire, Beat beat) {
    if (!(beat instanceof Beat.Pause) && wire.frame(beat).isEmpty()) {
      throw new NotPlayableException("the protocol has no form for " + beat);
    }
  }

  /** {@return the server, for tests that look closer} */
  public ScriptedServer server() {
    return server;
  }

  private void serve(ScriptedConnection connection) throws IOException {
    Optional<RecordedRequest> request = connection.readRequest();
    boolean goesOn = true;
    while (goesOn && request.isPresent()) {
      Optional<Reply> aside = wire.aside(request.get());
      if (aside.isPresent()) {
        connection.send(aside.get());
      } else {
        lastRequest = request.get().text();
        Turn turn = scenario.turn(requests.getAndIncrement());
        goesOn = play(turn, connection, wire.wantsStream(request.get()));
      }
      request = goesOn ? connection.readRequest() : Optional.empty();
    }
  }

  /** Plays a turn; false if the connection has been left or ended with it. */
  private boolean play(Turn turn, ScriptedConnection connection, boolean stream)
      throws IOException {
    if (turn instanceof Turn.Refusal refusal) {
      Reply reply = wire.refusal(refusal.failure());
      lastStatus = reply.status();
      connection.send(reply);
      return true;
    } else if (turn instanceof Turn.Answer answer) {
      lastStatus = 200;
      return stream ? stream(answer, connection) : whole(answer, connection);
    }
    connection.awaitHangUp();
    return false;
  }

  private boolean stream(Turn.Answer answer, ScriptedConnection connection) throws IOException {
    connection.startChunked(200, wire.streamType());
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    WireFormat words = wire.inStream(answer.beats());
    send(words.preamble(), connection, held);
    for (Beat beat : answer.beats()) {
      if (beat instanceof Beat.Pause pause) {
        connection.pause(pause.length());
      } else {
        send(words.frame(beat), connection, held);
      }
    }
    switch (answer.ending()) {
      case REGULAR, HELD -> send(words.lastWord(), connection, held);
      case ENDLESS -> repeat(words, answer, connection);
      default -> {}
    }
    connection.sendChunk(held.toByteArray());
    return end(answer.ending(), connection);
  }

  private static void repeat(WireFormat words, Turn.Answer answer, ScriptedConnection connection)
      throws IOException {
    List<Beat> beats = answer.beats();
    byte[] frame = bytes(words.frame(beats.get(beats.size() - 1)));
    while (true) { // Until the client hangs up, which ends it with an exception.
      connection.sendChunk(frame);
    }
  }

  private static boolean end(Turn.Ending ending, ScriptedConnection connection) throws IOException {
    switch (ending) {
      case REGULAR, CLEAN_END -> {
        connection.endChunked();
        return true;
      }
      case HELD, STALL -> connection.awaitHangUp();
      case RESET -> connection.reset();
      default -> {}
    }
    return false;
  }

  private void send(String frames, ScriptedConnection connection, ByteArrayOutputStream held)
      throws IOException {
    byte[] bytes =
        bytes(scenario.delivery() == Delivery.CR_LF ? wire.withCrLf(frames).orElseThrow() : frames);
    switch (scenario.delivery()) {
      case ALL_AT_ONCE -> held.writeBytes(bytes);
      case BYTE_BY_BYTE -> {
        for (byte each : bytes) {
          connection.sendChunk(new byte[] {each});
        }
      }
      default -> connection.sendChunk(bytes);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A plain answer has its pauses before it, and its mishaps in the middle of its body. */
  private boolean whole(Turn.Answer answer, ScriptedConnection connection) throws IOException {
    for (Beat beat : answer.beats()) {
      if (beat instanceof Beat.Pause pause) {
        connection.pause(pause.length());
      }
    }
    Reply reply = wire.whole(answer.beats());
    byte[] body = reply.body();
    switch (answer.ending()) {
      case REGULAR, CLEAN_END -> connection.send(reply);
      case HELD -> {
        connection.send(reply);
        connection.awaitHangUp();
      }
      default -> {
        connection.send(reply.head());
        connection.send(Arrays.copyOf(body, body.length / 2));
        return end(
            answer.ending() == Turn.Ending.ENDLESS ? Turn.Ending.STALL : answer.ending(),
            connection);
      }
    }
    return answer.ending() != Turn.Ending.HELD;
  }

  @Override
  public ChatModel model() {
    return model;
  }

  @Override
  public int requests() {
    return requests.get();
  }

  @Override
  public boolean awaitHangUps(int count, Duration bound) {
    return server.awaitHangUps(count, bound);
  }

  @Override
  public Optional<String> key() {
    return wire.hasKeys() ? Optional.of(KEY) : Optional.empty();
  }

  @Override
  public Optional<Long> bytesSent() {
    return Optional.of(server.bytesSent());
  }

  @Override
  public Optional<String> lastRequest() {
    return Optional.of(lastRequest);
  }

  @Override
  public OptionalInt lastStatus() {
    return lastStatus == 0 ? OptionalInt.empty() : OptionalInt.of(lastStatus);
  }

  @Override
  public OptionalInt connectionsLeft(Duration bound) {
    provider.close();
    boolean none = server.awaitOpenConnections(0, bound);
    return OptionalInt.of(none ? 0 : server.openConnections());
  }

  @Override
  public void close() {
    try {
      provider.close();
    } finally {
      server.close();
    }
  }
}
