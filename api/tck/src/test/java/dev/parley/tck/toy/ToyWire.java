package dev.parley.tck.toy;

import dev.parley.config.Secret;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.http.EmbeddingWireFormat;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The toy's protocol, from the other side. */
public class ToyWire implements EmbeddingWireFormat {
  @Override
  public Provider open(URI server, String key) {
    return new ToyProvider("toy", server, () -> Secret.of(key));
  }

  @Override
  public boolean hasKeys() {
    return true;
  }

  @Override
  public boolean wantsStream(RecordedRequest request) {
    return request.header("X-Answer").orElse("").equals("stream");
  }

  @Override
  public String streamType() {
    return "text/x-toy";
  }

  @Override
  public String frame(Beat beat) {
    if (beat instanceof Beat.Text more) {
      return line("text", more.text());
    } else if (beat instanceof Beat.Reasoning more) {
      return line("think", more.text());
    } else if (beat instanceof Beat.CallStarted call) {
      return line("call", call.id() + " " + call.tool());
    } else if (beat instanceof Beat.CallPiece piece) {
      return line("args", piece.index() + " " + piece.json());
    } else if (beat instanceof Beat.Finish finish) {
      return line("finish", finish.reason().name());
    } else if (beat instanceof Beat.Tokens tokens) {
      return line("usage", tokens.input() + " " + tokens.output());
    } else if (beat instanceof Beat.Malformed) {
      return line("usage", "many");
    } else if (beat instanceof Beat.Broken broken) {
      return error(broken.failure());
    }
    return line("#", "still here");
  }

  private static String line(String word, String rest) {
    return word + " " + ToyLines.escape(rest) + "\n";
  }

  private static String error(Failure failure) {
    return line("error", failure.kind() + " " + failure.message());
  }

  @Override
  public String lastWord() {
    return "bye\n";
  }

  @Override
  public Reply whole(List<Beat> beats) {
    String lines =
        beats.stream()
            .filter(beat -> !(beat instanceof Beat.Pause))
            .map(this::frame)
            .collect(Collectors.joining());
    return reply(200, lines + lastWord());
  }

  @Override
  public Reply refusal(Failure failure) {
    Reply reply = reply(failure.kind().status(), error(failure));
    if (failure.retryAfter().isPresent()) {
      reply = reply.header("Retry-After", String.valueOf(failure.retryAfter().get().toSeconds()));
    }
    return failure.requestId().isPresent()
        ? reply.header("X-Request", failure.requestId().get())
        : reply;
  }

  @Override
  public List<String> texts(RecordedRequest request) {
    return words("text", request).map(ToyLines::unescape).toList();
  }

  @Override
  public OptionalInt dimensions(RecordedRequest request) {
    return words("length", request).mapToInt(Integer::parseInt).findFirst();
  }

  private static Stream<String> words(String word, RecordedRequest request) {
    return Arrays.stream(request.text().split("\n", -1))
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1));
  }

  @Override
  public Reply vectors(List<float[]> vectors, long inputTokens) {
    StringBuilder lines = new StringBuilder();
    for (float[] vector : vectors) {
      lines.append("vector");
      for (float number : vector) {
        lines.append(' ').append(number);
      }
      lines.append('\n');
    }
    return reply(200, lines + line("usage", inputTokens + " 0") + lastWord());
  }

  private static Reply reply(int status, String body) {
    return new Reply(
        status, Map.of("Content-Type", "text/x-toy"), body.getBytes(StandardCharsets.UTF_8));
  }
}
