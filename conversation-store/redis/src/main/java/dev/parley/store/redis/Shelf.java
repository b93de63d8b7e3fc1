package dev.parley.store.redis;

import static java.util.Objects.requireNonNull;

import dev.parley.error.StoreDamagedException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

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

  /** What a script answers: a word and, for some, a version. */
  Changed run(Script script, ConversationId id, List<byte[]> arguments) {
    Keys keys = keys(id);
    List<?> answer = (List<?>) redis.run(script, keys, arguments, id);
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
    return new Changed(word, version);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private Keys keys(ConversationId id) {
    return Keys.of(prefix, requireNonNull(id, "id"));
  }

  /** The texts from one place to another, both included; negative places count from the end. */
  Excerpt read(ConversationId id, long from, long to) {
    Keys keys = keys(id);
    List<?> answers =
        redis.atomically(
            List.of(
                Card.ask(keys.info(), Card.CHECKS),
                new CommandArguments(Command.LLEN).add(keys.entries()),
                new CommandArguments(Command.HLEN).add(keys.appends()),
                new CommandArguments(Command.LRANGE).add(keys.entries()).add(from).add(to)),
            id);
    List<byte[]> texts = ((List<?>) answers.get(3)).stream().map(byte[].class::cast).toList();
    return card(keys, id, Card.CHECKS, answers, Card::version)
        .map(version -> new Excerpt(version, texts))
        .orElse(Excerpt.NONE);
  }

  Optional<ConversationInfo> info(ConversationId id) {
    Keys keys = keys(id);
    List<?> answers =
        redis.atomically(
            List.of(
                Card.ask(keys.info(), Card.ALL),
                new CommandArguments(Command.LLEN).add(keys.entries()),
                new CommandArguments(Command.HLEN).add(keys.appends())),
            id);
    return card(keys, id, Card.ALL, answers, Card::info);
  }

  /** What a card says, if there is a conversation; the lengths of the other keys must fit it. */
  private static <T> Optional<T> card(
      Keys keys, ConversationId id, List<String> names, List<?> answers, Function<Card, T> what) {
    Card card = new Card(names, (List<?>) answers.get(0));
    Object length = answers.get(1);
    Object appends = answers.get(2);
    try {
      if (card.isNewer()) {
        throw newer(keys, id);
      } else if (card.fits(id, length, appends)) {
        return Optional.of(what.apply(card));
      } else if (card.isEmpty() && length.equals(0L) && appends.equals(0L)) {
        return Optional.empty();
      }
      throw damaged(keys, id);
    } catch (IllegalArgumentException e) {
      throw damaged(keys, id);
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
