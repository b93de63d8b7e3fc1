package dev.parley.quickstart.stranger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.config.Config;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.WireFormat;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How parrots say what scenarios hold. */
final class ParrotWire implements WireFormat {
  @Override
  public Provider open(URI server, String key) {
    ParrotProviderFactory factory = new ParrotProviderFactory();
    Config config = Config.of(Map.of("parrot.base-url", server.toString()));
    return factory.open(config.settings("parrot", factory.settings()));
  }

  @Override
  public boolean hasKeys() {
    return false;
  }

  @Override
  public boolean wantsStream(RecordedRequest request) {
    return true; // Parrots know no other answers.
  }

  @Override
  public String streamType() {
    return "text/plain; charset=utf-8";
  }

  @Override
  public String frame(Beat beat) {
    if (beat instanceof Beat.Text more) {
      return "text " + escaped(more.text()) + "\n";
    } else if (beat instanceof Beat.Finish finish) {
      return "finish " + finish.reason().name().toLowerCase(Locale.ROOT) + "\n";
    } else if (beat instanceof Beat.Tokens tokens) {
      return "tokens " + tokens.input() + " " + tokens.output() + "\n";
    } else if (beat instanceof Beat.KeepAlive) {
      return "# still here\n";
    } else if (beat instanceof Beat.Malformed) {
      return "tokens many\n";
    } else if (beat instanceof Beat.Broken broken) {
      return error(broken.failure());
    }
    return ""; // Parrots neither think nor call tools.
  }

  @Override
  public String lastWord() {
    return "bye\n";
  }

  @Override
  public Reply whole(List<Beat> beats) {
    throw new IllegalStateException("Parrots know streams only");
  }

  @Override
  public Reply refusal(Failure failure) {
    return new Reply(failure.kind().status(), Map.of(), error(failure).getBytes(UTF_8));
  }

  private static String error(Failure failure) {
    String id = failure.requestId().map(text -> "id " + text + "\n").orElse("");
    String wait = failure.retryAfter().map(time -> "wait " + time.toSeconds() + "\n").orElse("");
    return id + wait + "error " + kind(failure) + " " + escaped(failure.message()) + "\n";
  }

  private static String kind(Failure failure) {
    return switch (failure.kind()) {
      case AUTHENTICATION -> "key";
      case PERMISSION -> "forbidden";
      case NOT_FOUND -> "nobody";
      case INVALID_REQUEST -> "what";
      case RATE_LIMITED -> "fast";
      case BROKEN, UNAVAILABLE -> "busy";
      default -> throw new NotPlayableException("parrots have no word for " + failure.kind());
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
