package dev.parley.tck.toy;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.spi.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model of the toy's that makes vectors, of a thousand texts at once. */
final class ToyEmbeddingModel implements EmbeddingModel {
  private static final int AT_ONCE = 1_000;

  private final ModelId id;
  private final ToyProvider provider;
  private volatile boolean closed;

  ToyEmbeddingModel(ModelId id, ToyProvider provider) {
    this.id = id;
    this.provider = provider;
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Embeddings embed(EmbeddingRequest request) {
    if (closed || provider.isClosed()) {
      throw new IllegalStateException("The model " + id + " is closed; open it again");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("the thread was interrupted", details(), null);
    }
    Call call = new Call(request);
    provider.began(call);
    try {
      return call.all();
    } catch (IOException e) {
      throw call.explain(e);
    } finally {
      provider.ended(call);
      call.watch.end();
      call.run();
    }
  }

  private ErrorDetails details() {
    return ErrorDetails.of(id);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return id.toString();
  }

  /** One call, in several exchanges under one watch. Running it cancels. */
  private final class Call implements Runnable {
    private final EmbeddingRequest request;
    private final List<Embedding> vectors = new ArrayList<>();
    private final Watchdog.Watch watch;
    private @Nullable SocketChannel channel;
    private boolean cancelled;
    private long tokens;

    Call(EmbeddingRequest request) {
      this.request = request;
      this.watch =
          Watchdog.shared().watch(request.timeouts().orElse(Timeouts.PLAIN_CALL_DEFAULTS), this);
    }

    Embeddings all() throws IOException {
      List<String> texts = request.texts();
      for (int from = 0; from < texts.size(); from += AT_ONCE) {
        exchange(texts.subList(from, Math.min(texts.size(), from + AT_ONCE)));
      }
      return Embeddings.builder(vectors)
          .model(id.model())
          .usage(Usage.reported().input(tokens).build())
          .build();
    }

    private void exchange(List<String> texts) throws IOException {
      StringBuilder body = new StringBuilder("model " + id.model() + "\n");
      request.dimensions().ifPresent(value -> body.append("length ").append(value).append('\n'));
      texts.forEach(text -> body.append("text ").append(ToyLines.escape(text)).append('\n'));
      watch.enter(Kind.CONNECT);
      try (SocketChannel open = open()) {
        URI address = provider.address();
        open.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        watch.enter(Kind.FIRST_EVENT);
        ToyHttp http = new ToyHttp(open, watch::activity);
        http.send(address, provider.key(), false, body.toString());
        http.readHead();
        watch.enter(Kind.SILENCE);
        if (http.status() != 200) {
          throw ToyErrors.refusal(id, http, provider.key());
        }
        read(http);
      }
    }

    private synchronized SocketChannel open() throws IOException {
      channel = SocketChannel.open();
      if (cancelled) {
        channel.close();
      }
      return channel;
    }

    private void read(ToyHttp http) throws IOException {
      ToyText text = new ToyText();
      for (byte[] piece = http.piece(); piece != null; piece = http.piece()) {
        for (String line : text.lines(piece)) {
          if (line.equals("bye")) {
            return;
          }
          take(line.split(" ", -1));
        }
      }
      throw new EOFException("The answer broke off");
    }

    private void take(String[] words) {
      if (words[0].equals("usage")) {
        tokens += Long.parseLong(words[1]);
        return;
      }
      float[] numbers = new float[words.length - 1];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Float.parseFloat(words[i + 1]);
      }
      vectors.add(Embedding.of(numbers));
    }

    ModelException explain(IOException problem) {
      Optional<Kind> expired = watch.expired();
      if (expired.isPresent()) {
        return new TimedOutException(
            "the time-out " + expired.get().settingName() + " passed; allow more",
            details(),
            expired.get(),
            watch.limit(expired.get()),
            problem);
      }
      return provider.isClosed() || Thread.currentThread().isInterrupted()
          ? new CancelledException("it was given up", details(), problem)
          : new TransportException("no answer; is the server there?", details(), problem);
    }

    @Override
    public synchronized void run() {
      cancelled = true;
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
