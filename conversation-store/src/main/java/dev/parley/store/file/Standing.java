package dev.parley.store.file;

import dev.parley.chat.ModelId;
import dev.parley.json.internal.JsonFields;
import dev.parley.json.internal.JsonText;
import dev.parley.store.AppendId;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Where a conversation stands after a line: all that is known of it without its entries. Each line
 * holds this, so the last one is enough.
 *
 * @param number the line's, from 1; the header is 0
 * @param offset where the line begins in the file
 * @param previous the checksum of the line before
 * @param incarnation as the header has it
 * @param cuts how often a torn tail was cut off
 * @param first how many entries there were before the line
 * @param length how many there are with it
 * @param once the append that the line is, if it is one
 * @param changed when the last append was made
 * @param model what answered last
 * @param timeToLive the conversation's own
 */
record Standing(
    long number,
    long offset,
    int previous,
    String incarnation,
    int cuts,
    long first,
    long length,
    Optional<AppendId> once,
    Instant changed,
    Optional<ModelId> model,
    Labels labels,
    Optional<Duration> timeToLive) {

  /** Before the first line. */
  static Standing before(Header header) {
    return new Standing(
        0,
        0,
        0,
        header.incarnation(),
        0,
        0,
        0,
        Optional.empty(),
        header.begun(),
        Optional.empty(),
        Labels.NONE,
        Optional.empty());
  }

  /** The next line's, which changes nothing yet. */
  Standing next(long at, int crc) {
    return new Standing(
        number + 1,
        at,
        crc,
        incarnation,
        cuts,
        length,
        length,
        Optional.empty(),
        changed,
        model,
        labels,
        timeToLive);
  }

  Standing append(Optional<AppendId> id, int entries, Instant at, Optional<ModelId> by) {
    return new Standing(
        number,
        offset,
        previous,
        incarnation,
        cuts,
        first,
        first + entries,
        id,
        at,
        by,
        labels,
        timeToLive);
  }

  Standing label(Labels value) {
    return new Standing(
        number,
        offset,
        previous,
        incarnation,
        cuts,
        first,
        length,
        once,
        changed,
        model,
        value,
        timeToLive);
  }

  Standing expire(Optional<Duration> value) {
    return new Standing(
        number,
        offset,
        previous,
        incarnation,
        cuts,
        first,
        length,
        once,
        changed,
        model,
        labels,
        value);
  }

  Standing cut() {
    return new Standing(
        number,
        offset,
        previous,
        incarnation,
        cuts + 1,
        first,
        length,
        once,
        changed,
        model,
        labels,
        timeToLive);
  }

  /** Whether its line brought no entries. */
  boolean isEmpty() {
    return first == length;
  }

  Version version() {
    return version(incarnation, cuts, length);
  }

  /** After a cut, no version from before fits: it may be one of what was cut off. */
  static Version version(String incarnation, int cuts, long length) {
    return new Version(cuts == 0 ? incarnation : incarnation + "." + cuts, length);
  }

  /** Whether a line in this place continues what another with that checksum left. */
  boolean follows(Standing before, int crc) {
    return number == before.number + 1
        && previous == crc
        && first == before.length
        && cuts >= before.cuts;
  }

  String encode() {
    StringBuilder out = new StringBuilder(320);
    out.append("{\"line\":").append(number);
    out.append(",\"offset\":").append(offset);
    out.append(",\"previous\":\"").append(Checksum.hex(previous)).append('"');
    JsonText.quote(out.append(",\"incarnation\":"), incarnation);
    out.append(",\"cuts\":").append(cuts);
    out.append(",\"first\":").append(first);
    out.append(",\"length\":").append(length);
    once.ifPresent(id -> JsonText.quote(out.append(",\"once\":"), id.text()));
    JsonText.quote(out.append(",\"changed\":"), changed.toString());
    model.ifPresent(
        id -> {
          JsonText.quote(out.append(",\"provider\":"), id.provider());
          JsonText.quote(out.append(",\"model\":"), id.model());
        });
    labels.title().ifPresent(title -> JsonText.quote(out.append(",\"title\":"), title));
    if (!labels.tags().isEmpty()) {
      out.append(",\"tags\":");
      char separator = '[';
      for (String tag : labels.tags()) {
        JsonText.quote(out.append(separator), tag);
        separator = ',';
      }
      out.append(']');
    }
    timeToLive.ifPresent(ttl -> JsonText.quote(out.append(",\"ttl\":"), ttl.toString()));
    return out.append('}').toString();
  }

  static Standing decode(String json) throws IrregularException {
    try {
      JsonFields in = JsonFields.of(json);
      return new Standing(
          in.number("line"),
          in.number("offset"),
          Integer.parseUnsignedInt(in.text("previous"), 16),
          in.text("incarnation"),
          Math.toIntExact(in.number("cuts")),
          in.number("first"),
          in.number("length"),
          in.optionalText("once").map(AppendId::new),
          Instant.parse(in.text("changed")),
          in.has("model")
              ? Optional.of(new ModelId(in.text("provider"), in.text("model")))
              : Optional.empty(),
          new Labels(in.optionalText("title"), new LinkedHashSet<>(in.texts("tags"))),
          in.optionalText("ttl").map(Duration::parse));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new IrregularException();
    }
  }
}
