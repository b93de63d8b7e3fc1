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

/** What is known of a conversation, as the hash {@link Keys#info()} has it. */
final class Card {
  private static final String FORM = "1";

  private final Map<String, byte[]> fields = new HashMap<>();

  /** From the answer to {@code HGETALL}: names and values by turns. */
  Card(List<?> answer) {
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      String name = new String((byte[]) answer.get(i), StandardCharsets.ISO_8859_1);
      fields.put(name, (byte[]) answer.get(i + 1));
    }
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return fields.isEmpty();
  }

  /**
   * All of it.
   *
   * @throws IllegalArgumentException if something of it cannot be read
   */
  ConversationInfo info() {
    if (!text("v").equals(FORM)) {
      throw new IllegalArgumentException("A form that is not known");
    }
    try {
      Instant changed = Instant.parse(text("changed"));
      return new ConversationInfo(
          new ConversationId(text("id")),
          new Version(text("incarnation"), Long.parseLong(text("length"))),
          Instant.parse(text("begun")),
          changed,
          new Labels(find("title").map(Texts::read), tags()),
          find("model").map(Texts::read).map(Card::model),
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

  /** As it is: what stands around the first colon may be blanks. */
  private static ModelId model(String address) {
    int colon = address.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("A model has no provider");
    }
    return new ModelId(address.substring(0, colon), address.substring(colon + 1));
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }
}
