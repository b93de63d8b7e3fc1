package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.ErrorDetails;
import dev.parley.error.TimedOutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model that makes vectors, behind a server that has {@code POST /embeddings}. */
public final class ServerEmbeddings implements EmbeddingModel {
  private static final String PATH = "embeddings";

  private final ModelId id;
  private final HttpTransport transport;
  private final int textsAtOnce;
  private final EmbeddingEncoder encoder;
  private final AnswerReader reader;
  private volatile boolean closed;

  /** A model that shares {@code transport} with others, and sends so many texts at once. */
  public ServerEmbeddings(ModelId id, HttpTransport transport, int textsAtOnce) {
    this.id = id;
    this.transport = transport;
    this.textsAtOnce = textsAtOnce;
    this.encoder = new EmbeddingEncoder(id);
    this.reader = new AnswerReader(id, transport, Clock.systemUTC());
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    if (closed || transport.isClosed()) {
      throw new IllegalStateException("The model " + id + " is closed");
    }
    Timeouts limits = request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS);
    long start = System.nanoTime();
    List<Embedding> vectors = new ArrayList<>();
    Usage usage = Usage.NONE;
    String model = "";
    for (List<String> batch : TextBatches.of(request.texts(), textsAtOnce)) {
      AnswerReader.Answer answer = ask(encoder.encode(request, batch), limits, start);
      EmbeddingDecoder decoder = new EmbeddingDecoder(answer.details());
      vectors.addAll(decoder.vectors(answer.json(), batch.size(), request.dimensions()));
      decoder.requireOneLength(vectors);
      usage = usage.plus(UsageDecoder.find(answer.json()).orElse(Usage.NONE));
      model = Json.text(answer.json(), "model");
    }
    return Embeddings.builder(vectors).model(model).usage(usage).build();
  }

  /** One exchange, in what is left of the time for all of them. */
  private AnswerReader.Answer ask(byte[] body, Timeouts limits, long start) {
    Duration whole = limits.get(Kind.WHOLE).orElse(Duration.ZERO);
    if (whole.isZero()) {
      return reader.ask(
          () -> transport.post(transport.endpoint().path(id.model(), PATH), body, limits));
    }
    Duration left = whole.minusNanos(System.nanoTime() - start);
    if (left.isZero() || left.isNegative()) {
      throw wholeHasPassed(whole, reader.details(), null);
    }
    try {
      return reader.ask(
          () ->
              transport.post(
                  transport.endpoint().path(id.model(), PATH),
                  body,
                  limits.with(Kind.WHOLE, left)));
    } catch (TimedOutException e) {
      // What was left for this exchange is not what anybody has set.
      throw e.timeout() == Kind.WHOLE ? wholeHasPassed(whole, e.details(), e) : e;
    }
  }

  private static TimedOutException wholeHasPassed(
      Duration whole, ErrorDetails details, @Nullable Throwable cause) {
    return new TimedOutException(
        "the vectors did not all come within "
            + whole.toMillis()
            + " ms; raise setting \"timeout.whole\" or the request's time-out, or ask for fewer",
        details,
        Kind.WHOLE,
        whole,
        cause);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
