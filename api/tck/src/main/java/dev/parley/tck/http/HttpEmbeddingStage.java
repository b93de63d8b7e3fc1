package dev.parley.tck.http;

import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.Provider;
import dev.parley.tck.EmbeddingStage;
import dev.parley.tck.Scenario;
import dev.parley.tck.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays scenarios of vectors over HTTP, in the words of one {@link EmbeddingWireFormat}. */
public final class HttpEmbeddingStage implements EmbeddingStage {
  private static final String KEY = "tck-key-that-nobody-may-see";

  private final EmbeddingWireFormat wire;
  private final Scenario scenario;
  private final ScriptedServer server;
  private final Provider provider;
  private final EmbeddingModel model;
  private final AtomicInteger requests = new AtomicInteger();

  private HttpEmbeddingStage(EmbeddingWireFormat wire, Scenario scenario) {
    this.wire = wire;
    this.scenario = scenario;
    boolean deaf = scenario.turn(0) instanceof Turn.Unreachable;
    this.server = deaf ? ScriptedServer.deaf() : ScriptedServer.start(this::serve);
    this.provider = wire.open(server.uri(), KEY);
    this.model = wire.embeddings(provider);
  }

  /** {@return a stage with a server of its own} */
  public static HttpEmbeddingStage play(EmbeddingWireFormat wire, Scenario scenario) {
    for (Turn turn : scenario.turns()) {
      if (turn instanceof Turn.Refusal refusal) {
        wire.refusal(refusal.failure()); // Now, rather than on a thread of the server.
      }
    }
    return new HttpEmbeddingStage(wire, scenario);
  }

  private void serve(ScriptedConnection connection) throws IOException {
    Optional<RecordedRequest> request = connection.readRequest();
    boolean goesOn = true;
    while (goesOn && request.isPresent()) {
      Optional<Reply> aside = wire.aside(request.get());
      if (aside.isPresent()) {
        connection.send(aside.get());
      } else {
        goesOn = play(scenario.turn(requests.getAndIncrement()), connection, request.get());
      }
      request = goesOn ? connection.readRequest() : Optional.empty();
    }
  }

  /** Plays a turn; false if the connection has been left or ended with it. */
  private boolean play(Turn turn, ScriptedConnection connection, RecordedRequest request)
      throws IOException {
    if (turn instanceof Turn.Refusal refusal) {
      connection.send(wire.refusal(refusal.failure()));
      return true;
    } else if (turn instanceof Turn.Answer answer) {
      return answer(answer.ending(), connection, reply(request));
    }
    connection.awaitHangUp();
    return false;
  }

  private Reply reply(RecordedRequest request) {
    List<String> texts = wire.texts(request);
    OptionalInt dimensions = wire.dimensions(request);
    return wire.vectors(
        texts.stream().map(text -> EmbeddingStage.vectorOf(text, dimensions)).toList(),
        texts.size());
  }

  /** Whatever is no regular end comes in the middle of the answer. */
  private static boolean answer(Turn.Ending ending, ScriptedConnection connection, Reply reply)
      throws IOException {
    if (ending == Turn.Ending.REGULAR) {
      connection.send(reply);
      return true;
    }
    connection.send(reply.head());
    connection.send(Arrays.copyOf(reply.body(), reply.body().length / 2));
    switch (ending) {
      case CUT, CLEAN_END -> {}
      case RESET -> connection.reset();
      default -> connection.awaitHangUp();
    }
    return false;
  }

  @Override
  public EmbeddingModel model() {
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
  public void close() {
    try {
      provider.close();
    } finally {
      server.close();
    }
  }
}
