package dev.parley.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.ParleyJson;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.TextPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A result as a line of the log; see {@link BatchLog}. */
final class ResultForm {
  /** What every line begins with, and so does the beginning of one. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "\\{\"id\":\"(?:[^\"\\\\]|\\\\.){1,"
              + BatchRow.LONGEST_ID * 2
              + "}+\",\"outcome\":\"(?:"
              + Stream.of(BatchOutcome.values())
                  .map(ResultForm::word)
                  .collect(Collectors.joining("|"))
              + ")\",.*",
          Pattern.DOTALL);

  /** The same as others may have written it again, with blanks. */
  private static final Pattern REWRITTEN =
      Pattern.compile(
          "\\s*\\{\\s*\"id\"\\s*:\\s*\"(?:[^\"\\\\]|\\\\.){1,"
              + BatchRow.LONGEST_ID * 6
              + "}+\"\\s*,\\s*\"outcome\"\\s*:.*",
          Pattern.DOTALL);

  private static final String MESSAGE = "message";

  private ResultForm() {}

  /** The line, with its end. */
  static byte[] write(BatchResult result) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator out = Json.FACTORY.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("id", result.id());
      out.writeStringField("outcome", word(result.outcome()));
      if (result.line().isPresent()) {
        out.writeNumberField("line", result.line().getAsLong());
      }
      out.writeStringField("request", result.fingerprint());
      text(out, "asked", result.asked().map(ModelId::toString));
      text(out, "model", result.model().map(ModelId::toString));
      answer(out, result);
      usage(out, result.usage());
      if (result.cost().isPresent()) {
        Cost cost = result.cost().get();
        out.writeObjectFieldStart("cost");
        out.writeNumberField("amount", cost.amount());
        out.writeStringField("currency", cost.currency().getCurrencyCode());
        out.writeEndObject();
      }
      out.writeNumberField("attempts", result.attempts());
      out.writeStringField("queued", result.queued().toString());
      text(out, "started", result.started().map(Instant::toString));
      out.writeStringField("ended", result.ended().toString());
      if (result.latency().isPresent()) {
        out.writeNumberField("latencyMs", result.latency().get().toMillis());
      }
      if (result.error().isPresent()) {
        error(out, result.error().get());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never: it goes into memory.
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void answer(JsonGenerator out, BatchResult result) throws IOException {
    if (result.message().isPresent()) {
      AssistantMessage message = result.message().get();
      out.writeStringField("text", message.text());
      Optional<String> whole = isPlain(message) ? Optional.empty() : written(message);
      if (whole.isPresent()) {
        out.writeFieldName(MESSAGE);
        out.writeRawValue(whole.get());
      }
    }
    if (result.finishReason().isPresent()) {
      FinishReason finish = result.finishReason().get();
      out.writeStringField("finish", finish.kind().name().toLowerCase(Locale.ROOT));
    }
  }

  /** Empty for what could not be read again: of an answer that is paid for, the text stays. */
  private static Optional<String> written(AssistantMessage message) {
    try {
      return Optional.of(ParleyJson.write(message));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether its text is all there is of it. */
  private static boolean isPlain(AssistantMessage message) {
    return message.extras().equals(Extras.NONE)
        && message.content().size() == 1
        && message.content().get(0) instanceof TextPart text
        && text.extras().equals(Extras.NONE);
  }

  private static void usage(JsonGenerator out, Usage usage) throws IOException {
    if (usage.source() == Usage.Source.NONE) {
      return;
    }
    out.writeObjectFieldStart("usage");
    out.writeNumberField("input", usage.inputTokens());
    number(out, "cached", usage.cachedInputTokens());
    out.writeNumberField("output", usage.outputTokens());
    number(out, "reasoning", usage.reasoningTokens());
    out.writeNumberField("total", usage.totalTokens());
    if (usage.source() == Usage.Source.ESTIMATED) {
      out.writeBooleanField("estimated", true);
    }
    out.writeEndObject();
  }

  private static void error(JsonGenerator out, BatchError error) throws IOException {
    out.writeObjectFieldStart("error");
    out.writeStringField("kind", error.kind());
    out.writeStringField("message", error.message());
    if (error.status().isPresent()) {
      out.writeNumberField("status", error.status().getAsInt());
    }
    text(out, "requestId", error.requestId());
    out.writeEndObject();
  }

  private static void text(JsonGenerator out, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(name, value.get());
    }
  }

  private static void number(JsonGenerator out, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      out.writeNumberField(name, value.getAsLong());
    }
  }

  private static String word(BatchOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** Whether a result may begin so, or a torn one be so. */
  static boolean isBegun(byte[] begun) {
    return isTorn(begun) || REWRITTEN.matcher(new String(begun, StandardCharsets.UTF_8)).matches();
  }

  /**
   * Whether a crash may have left that of a line, which is no result: its beginning, with nothing
   * behind or the blanks of a file that had grown already.
   */
  @SuppressWarnings("JdkObsolete") // Whether more text could make it one is just the question.
  static boolean isTorn(byte[] line) {
    int length = line.length;
    while (length > 0 && line[length - 1] == 0) {
      length--;
    }
    CharBuffer begun = CharBuffer.allocate(length);
    // A character may be torn, too: so it is not the end of the input.
    if (StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(line, 0, length), begun, false)
        .isError()) {
      return false;
    }
    Matcher beginning = BEGINNING.matcher(begun.flip());
    return !isJson(line, length) && (beginning.matches() || beginning.hitEnd());
  }

  /** A line that is whole is not torn, whatever it is. */
  private static boolean isJson(byte[] line, int length) {
    try {
      Json.readLogged(Arrays.copyOf(line, length), MESSAGE);
      return true;
    } catch (UnreadableRow e) {
      return false;
    }
  }

  /**
   * Reads a line without its end. Fields that a later version adds are passed over.
   *
   * @throws UnreadableRow if it is no result
   */
  static BatchResult read(byte[] line) throws UnreadableRow {
    Fields in = Fields.of(Json.readLogged(line, MESSAGE), "");
    try {
      return BatchResult.builder(in.requiredText("id"), outcome(in.requiredText("outcome")))
          .line(in.whole("line").orElse(0L))
          .fingerprint(in.text("request").orElse(""))
          .asked(in.text("asked").map(ModelId::parse).orElse(null))
          .model(in.text("model").map(ModelId::parse).orElse(null))
          .message(message(in))
          .finishReason(in.text("finish").map(ResultForm::finish).orElse(null))
          .usage(readUsage(in))
          .cost(readCost(in))
          .attempts(in.small("attempts").orElse(0))
          .times(
              Instant.parse(in.requiredText("queued")),
              in.text("started").map(Instant::parse).orElse(null),
              Instant.parse(in.requiredText("ended")))
          .latency(in.whole("latencyMs").map(Duration::ofMillis).orElse(null))
          .error(readError(in))
          .build();
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new UnreadableRow("has a value that no result has");
    }
  }

  private static BatchOutcome outcome(String word) throws UnreadableRow {
    for (BatchOutcome known : BatchOutcome.values()) {
      if (word(known).equals(word)) {
        return known;
      }
    }
    throw new UnreadableRow("has an outcome that is not known");
  }

  private static FinishReason finish(String word) {
    for (FinishReason.Kind kind : FinishReason.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return new FinishReason(kind, word);
      }
    }
    return new FinishReason(FinishReason.Kind.OTHER, word);
  }

  private static @Nullable AssistantMessage message(Fields in) throws UnreadableRow {
    Optional<String> text = in.text("text");
    Optional<Object> whole = in.take(MESSAGE);
    if (whole.isPresent()) {
      try {
        if (whole.get() instanceof Json.Raw raw
            && ParleyJson.readMessage(raw.text()) instanceof AssistantMessage message) {
          return message;
        }
      } catch (UnreadableDataException e) {
        throw new UnreadableRow("has a message that cannot be read");
      }
      throw new UnreadableRow("has a message that is no answer");
    }
    return text.map(t -> new AssistantMessage(List.of(Part.text(t)), Extras.NONE)).orElse(null);
  }

  private static Usage readUsage(Fields in) throws UnreadableRow {
    Optional<Fields> usage = in.object("usage");
    if (usage.isEmpty()) {
      return Usage.NONE;
    }
    Fields fields = usage.get();
    long input = fields.whole("input").orElse(0L);
    long output = fields.whole("output").orElse(0L);
    if (fields.truth("estimated").orElse(false)) {
      return Usage.estimated(input, output);
    }
    Usage.Builder reported = Usage.reported().input(input).output(output);
    fields.whole("cached").ifPresent(reported::cachedInput);
    fields.whole("reasoning").ifPresent(reported::reasoning);
    fields.whole("total").ifPresent(reported::total);
    return reported.build();
  }

  private static @Nullable Cost readCost(Fields in) throws UnreadableRow {
    Optional<Fields> cost = in.object("cost");
    if (cost.isEmpty()) {
      return null;
    }
    Object amount = cost.get().take("amount").orElse("");
    return new Cost(
        new BigDecimal(amount.toString()),
        Currency.getInstance(cost.get().requiredText("currency")));
  }

  private static @Nullable BatchError readError(Fields in) throws UnreadableRow {
    Optional<Fields> error = in.object("error");
    if (error.isEmpty()) {
      return null;
    }
    Optional<Integer> status = error.get().small("status");
    return new BatchError(
        error.get().requiredText("kind"),
        error.get().requiredText("message"),
        status.isPresent() ? OptionalInt.of(status.get()) : OptionalInt.empty(),
        error.get().text("requestId"));
  }
}
