package dev.parley.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.JsonLine;
import dev.parley.cli.process.UsageException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import java.io.IOException;
import java.util.Locale;

/** Writes a failure for scripts, as one line of JSON. */
final class FailureJson {
  private FailureJson() {}

  /** {@return the failure, told by {@code sentence}, which holds no secret} */
  static String of(Throwable failure, ExitCode code, String sentence) {
    return JsonLine.of(
        out -> {
          out.writeObjectFieldStart("error");
          out.writeStringField("kind", kind(failure, code));
          out.writeStringField("message", ControlCharacters.oneLine(sentence));
          out.writeNumberField("exit", code.number());
          if (failure instanceof ModelException refused) {
            details(out, refused);
          }
          out.writeEndObject();
        });
  }

  private static void details(JsonGenerator out, ModelException failure) throws IOException {
    ErrorDetails details = failure.details();
    out.writeStringField("provider", failure.model().provider());
    out.writeStringField("model", failure.model().model());
    if (details.status().isPresent()) {
      out.writeNumberField("status", details.status().getAsInt());
    }
    if (details.requestId().isPresent()) {
      out.writeStringField("requestId", details.requestId().get());
    }
    if (details.code().isPresent()) {
      out.writeStringField("code", details.code().get());
    }
    if (failure instanceof SensitiveDataException found) {
      out.writeStringField("found", found.kind());
      out.writeStringField("place", found.place());
    }
    out.writeBooleanField("retryable", failure.retryable());
    if (failure.retryAfter().isPresent()) {
      out.writeNumberField("retryAfterMillis", failure.retryAfter().get().toMillis());
    }
    out.writeNumberField("attempts", details.attempts());
    if (failure instanceof RefusedLocallyException here) {
      out.writeStringField("limiter", here.limiter().name().toLowerCase(Locale.ROOT));
    }
  }

  /** In the words of Parley's own JSON, such as {@code rate_limited}. */
  private static String kind(Throwable failure, ExitCode code) {
    if (failure instanceof ConfigurationException wrong) {
      return wrong.kind().name().toLowerCase(Locale.ROOT);
    } else if (failure instanceof ParleyException) {
      return words(failure.getClass().getSimpleName().replace("Exception", ""));
    } else if (failure instanceof UsageException || failure instanceof CommandFailedException) {
      return code.name().toLowerCase(Locale.ROOT);
    }
    return failure instanceof IOException ? "output" : "unexpected";
  }

  private static String words(String name) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (i > 0 && Character.isUpperCase(name.charAt(i))) {
        words.append('_');
      }
      words.append(Character.toLowerCase(name.charAt(i)));
    }
    return words.toString();
  }
}
