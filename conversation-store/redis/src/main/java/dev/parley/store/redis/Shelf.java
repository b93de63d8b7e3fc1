package dev.parley.store.redis;

import static java.util.Objects.requireNonNull;

import dev.parley.error.StoreDamagedException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one conversation at a time: read and changed together, and never believed blindly.
 */
final class Shelf {
  private final Redis redis;
  private final String prefix;

  Shelf(Redis redis, String prefix) {
    this.redis = redis;
    this.prefix = prefix;
  }

  Outcome run(Script script, ConversationId id, List<byte[]> arguments) {
    Keys keys = keys(id);
    return outcome(redis.run(script, keys, arguments, id), keys, id);
  }

  /** Runs what would answer otherwise when it is repeated: a lost answer is an error. */
  Outcome once(Script script, ConversationId id, List<byte[]> arguments) {
    Keys keys = keys(id);
    return outcome(redis.once(script.bySource(keys, arguments), id), keys, id);
  }

  private static Outcome outcome(Object answered, Keys keys, ConversationId id) {
    List<?> answer = (List<?>) answered;
    String word = text(answer.get(0));
    if (word.equals("damaged")) {
      throw damaged(keys, id);
    } else if (word.equals("newer")) {
      throw newer(keys, id);
    }
    Version version =
        answer.size() < 3 || text(answer.get(1)).isEmpty()
            ? Version.NONE
            : new Version(text(answer.get(1)), (Long) answer.get(2));
    return new Outcome(word, version, answer.size() < 4 ? List.of() : (List<?>) answer.get(3));
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private Keys keys(ConversationId id) {
    return Keys.of(prefix, requireNonNull(id, "id"));
  }

  /** What is known of it, if it is there. */
  Optional<ConversationInfo> info(ConversationId id) {
    byte[] text = id.text().getBytes(StandardCharsets.UTF_8);
    Outcome outcome = run(Script.INFO, id, List.of(text));
    try {
      return outcome.done() ? Optional.of(new Card(outcome.more()).info()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw damaged(keys(id), id);
    }
  }

  private static StoreDamagedException damaged(Keys keys, ConversationId id) {
    return new StoreDamagedException(
        "The keys "
            + keys
            + " do not fit together: something else wrote to them, or Redis evicted one of them to"
            + " make room (set its maxmemory-policy to noeviction). They are left as they are:"
            + " restore them from a backup, or delete the conversation",
        id,
        null);
  }

  private static StoreDamagedException newer(Keys keys, ConversationId id) {
    return new StoreDamagedException(
        "A newer version of Parley wrote the keys " + keys + "; update Parley", id, null);
  }
}
