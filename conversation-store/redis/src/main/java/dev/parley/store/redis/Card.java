package dev.parley.store.redis;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ModelId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** What is known of a conversation, as the hash {@link Keys#info()} has it. */
final class Card {
  /** What tells whether the keys of a conversation belong together. */
  static final List<String> CHECKS = List.of("v", "id", "incarnation", "length", "appends");

  /** All that {@link #info} needs. */
  static final List<String> ALL =
      List.of(
          "v",
          "id",
          "incarnation",
          "length",
          "appends",
          "begun",
          "changed",
          "title",
          "tags",
          "model",
          "lasting");

  private static final String FORM = "1";

  private final Map<String, byte[]> fields = new HashMap<>();

  /** From the answer to {@link #ask}. */
  Card(List<String> names, List<?> answer) {
    for (int i = 0; i < names.size(); i++) {
      if (answer.get(i) instanceof byte[] value) {
        fields.put(names.get(i), value);
      }
    }
  }

  static CommandArguments ask(byte[] key, List<String> names) {
    CommandArguments command = new CommandArguments(Command.HMGET).add(key);
    names.forEach(command::add);
    return command;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Whether a newer Parley wrote it, in a form that is not known here. */
  boolean isNewer() {
    return fields.containsKey("v") && !text("v").equals(FORM);
  }

  /** Whether it is the card of a conversation. */
  boolean isWhole() {
    return fields.keySet().containsAll(CHECKS);
  }

  /** Whether the other keys are as it says. */
  boolean fits(ConversationId id, Object length, Object appends) {
    return isWhole()
        && text("id").equals(id.text())
        && text("length").equals(String.valueOf(length))
        && text("appends").equals(String.valueOf(appends));
  }

  Version version() {
    return new Version(text("incarnation"), Long.parseLong(text("length")));
  }

  /**
   * All of it.
   *
   * @throws IllegalArgumentException if something of it cannot be read
   */
  ConversationInfo info() {
    try {
      Instant changed = Instant.parse(text("changed"));
      return new ConversationInfo(
          new ConversationId(text("id")),
          version(),
          Instant.parse(text("begun")),
          changed,
          new Labels(find("title").map(Texts::read), tags()),
          find("model").map(Texts::read).map(ModelId::parse),
          find("lasting").map(Card::number).map(Duration::ofMillis).map(changed::plus));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Set<String> tags() {
    return find("tags").map(Texts::readLines).orElseGet(LinkedHashSet::new);
  }

  private Optional<byte[]> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  private String text(String name) {
    byte @Nullable [] value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No " + name);
    }
    return Texts.utf8(requireNonNull(value));
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }
}
