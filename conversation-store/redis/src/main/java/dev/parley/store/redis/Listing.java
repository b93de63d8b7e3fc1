package dev.parley.store.redis;

import dev.parley.error.StoreDamagedException;
import dev.parley.spi.StoreCheck;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;

/**
 * One part of the list of conversations: keys as {@code SCAN} comes by them. Its cursor is where
 * the next part begins.
 */
final class Listing {
  private static final Logger LOG = System.getLogger(RedisStore.class.getName());
  private static final String START = "0";

  /** How many keys Redis looks at in one go, during which it does nothing else. */
  private static final int MOST_KEYS = 1_000;

  /** How often it is asked for one part, should there be much else in the database. */
  private static final int MOST_ROUNDS = 100;

  private final Redis redis;
  private final byte[] pattern;
  private final Set<ByteBuffer> seen = new LinkedHashSet<>();
  private final List<ConversationInfo> found = new ArrayList<>();

  Listing(Redis redis, String prefix) {
    this.redis = redis;
    pattern = Keys.pattern(prefix);
  }

  ConversationPage page(Optional<String> from, int most) {
    String cursor = from.map(Listing::checked).orElse(START);
    int keys = Math.min(most, MOST_KEYS);
    int rounds = 0;
    do {
      int before = found.size();
      cursor = scan(cursor, keys);
      if (found.size() == before) {
        keys = Math.min(2 * keys, MOST_KEYS);
      }
      rounds++;
    } while (!cursor.equals(START) && found.size() < most && rounds < MOST_ROUNDS);
    return new ConversationPage(
        found, cursor.equals(START) ? Optional.empty() : Optional.of(cursor));
  }

  /** A cursor of {@code SCAN} has 64 bits, and no sign. */
  private static String checked(String cursor) {
    try {
      if (cursor.matches("[0-9]+") && Long.parseUnsignedLong(cursor) != 0) {
        return cursor;
      }
      throw StoreCheck.noSuchPage();
    } catch (NumberFormatException e) {
      throw StoreCheck.noSuchPage();
    }
  }

  /** Returns the next cursor. */
  private String scan(String cursor, int keys) {
    CommandArguments command =
        new CommandArguments(Command.SCAN)
            .add(cursor)
            .add(Keyword.MATCH)
            .add(pattern)
            .add(Keyword.COUNT)
            .add(keys);
    Object answer = redis.each(List.of(command)).get(0);
    List<?> part = (List<?>) redis.checked(answer, null);
    List<byte[]> names = new ArrayList<>();
    for (Object name : (List<?>) part.get(1)) {
      if (seen.add(ByteBuffer.wrap((byte[]) name))) {
        names.add((byte[]) name);
      }
    }
    look(names);
    return new String((byte[]) part.get(0), StandardCharsets.US_ASCII);
  }

  private void look(List<byte[]> names) {
    List<CommandArguments> commands =
        names.stream().map(key -> new CommandArguments(Command.HGETALL).add(key)).toList();
    List<Object> answers = redis.each(commands);
    for (int i = 0; i < names.size(); i++) {
      look(names.get(i), answers.get(i));
    }
  }

  /** One that cannot be read must not hide the others: it is left out, and told. */
  private void look(byte[] key, Object answer) {
    try {
      Card card = new Card((List<?>) redis.checked(answer, null));
      // One that has gone meanwhile has nothing.
      if (!card.isEmpty()) {
        found.add(card.info());
      }
    } catch (IllegalArgumentException | StoreDamagedException e) {
      LOG.log(
          Level.WARNING,
          "The key "
              + new String(key, StandardCharsets.UTF_8)
              + " does not hold what this store writes, and is left out of a list. It is left as"
              + " it is: restore it from a backup, update Parley if a newer version wrote it, or"
              + " delete it");
    }
  }
}
