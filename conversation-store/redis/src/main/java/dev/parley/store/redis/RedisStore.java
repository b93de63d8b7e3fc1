package dev.parley.store.redis;

import static java.util.Objects.requireNonNull;

import dev.parley.config.Secret;
import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.ParleyJson;
import dev.parley.spi.StoreCheck;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Keeps conversations in a Redis server (6.2 or newer), for the threads and processes of all
 * machines that reach it.
 *
 * <p>An append is one round trip, whatever the conversation's length; a tail or a page transfers
 * its entries only. What survives a crash of the server is what its setting {@code appendfsync}
 * promises, and a fail-over may lose what had not reached the replica. Its {@code maxmemory-policy}
 * should be {@code noeviction}: where keys of a conversation were evicted it is reported as
 * damaged.
 *
 * <p>{@link #list} goes through all keys of the database. A conversation comes twice in it if Redis
 * makes its table of keys smaller meanwhile, which it does after much was deleted; in one part of
 * the list none comes twice.
 *
 * <p>Thread-safe, and without threads of its own. Connections are opened when they are needed, and
 * anew when the server was away. Every wait is bounded: for a connection of the pool, for the
 * server to accept one, and for each of its answers.
 */
public final class RedisStore implements ConversationStore {
  /** As many as Redis takes in one command, which has some more arguments. */
  private static final int MOST_AT_ONCE = 1_000_000;

  private static final int FORK_PAGE = 1_000;

  private final String prefix;
  private final long timeToLive;
  private final InstantSource clock;
  private final Redis redis;
  private final Shelf shelf;

  private RedisStore(Builder builder) {
    prefix = builder.prefix;
    timeToLive = millis(Optional.ofNullable(builder.timeToLive));
    clock = builder.clock;
    redis = new Redis(builder.target(), builder.poolSize, builder.poolTimeout);
    shelf = new Shelf(redis, prefix);
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    requireNonNull(id, "id");
    requireNonNull(expected, "expected");
    requireNonNull(once, "once");
    List<Entry> added = StoreCheck.entries(entries);
    List<byte[]> texts = new ArrayList<>(added.size());
    String model = "";
    for (Entry entry : added) {
      texts.add(utf8(ParleyJson.write(entry)));
      model = entry.info().map(info -> info.model().toString()).orElse(model);
    }
    Outcome changed = append(id, expected, once, model, texts);
    if (changed.stale()) {
      throw StoreConflictException.stale(id, expected, changed.version());
    }
    return new AppendResult(changed.version(), changed.repeated());
  }

  private Outcome append(
      ConversationId id, Version expected, AppendId once, String model, List<byte[]> texts) {
    requireAtOnce(texts.size());
    List<byte[]> arguments = new ArrayList<>(texts.size() + 8);
    arguments.add(utf8(id.text()));
    arguments.add(utf8(expected.incarnation()));
    arguments.add(utf8(expected.length()));
    arguments.add(Texts.bytes(once.text()));
    arguments.add(utf8(UUID.randomUUID()));
    arguments.add(utf8(clock.instant()));
    arguments.add(utf8(timeToLive));
    arguments.add(Texts.bytes(model));
    arguments.addAll(texts);
    return shelf.run(Script.APPEND, id, arguments);
  }

  private static void requireAtOnce(long entries) {
    if (entries > MOST_AT_ONCE) {
      throw new IllegalArgumentException(
          "Redis takes " + MOST_AT_ONCE + " entries at once, not " + entries);
    }
  }

  private static byte[] utf8(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Transcript tail(ConversationId id, int most) {
    StoreCheck.most(most);
    Outcome read = read(id, -(long) most, -1);
    return transcript(id, Math.max(0, read.version().length() - most), read);
  }

  @Override
  public Transcript page(ConversationId id, long first, int most) {
    StoreCheck.most(most);
    StoreCheck.first(first);
    Outcome read = read(id, first, Math.min(first, Long.MAX_VALUE - most) + most - 1);
    return transcript(id, Math.min(first, read.version().length()), read);
  }

  /** The texts from one place to another, both included; negative ones count from the end. */
  private Outcome read(ConversationId id, long from, long to) {
    requireNonNull(id, "id");
    return shelf.run(Script.READ, id, List.of(utf8(id.text()), utf8(from), utf8(to)));
  }

  private static Transcript transcript(ConversationId id, long first, Outcome read) {
    List<Entry> entries = new ArrayList<>(read.more().size());
    for (Object text : read.more()) {
      entries.add(entry(id, first + entries.size(), (byte[]) text));
    }
    return new Transcript(first, entries, read.version());
  }

  private static Entry entry(ConversationId id, long place, byte[] text) {
    try {
      return ParleyJson.readEntry(Texts.utf8(text));
    } catch (UnreadableDataException | IllegalArgumentException e) {
      String problem = e instanceof UnreadableDataException ? e.getMessage() : "it is not UTF-8";
      throw new StoreDamagedException(
          "Entry "
              + place
              + " of the conversation cannot be read: "
              + problem
              + ". The others are as they were: read the pages before and behind it",
          id,
          e);
    }
  }

  @Override
  public Optional<ConversationInfo> info(ConversationId id) {
    requireNonNull(id, "id");
    return shelf.info(id);
  }

  @Override
  public boolean label(ConversationId id, Labels labels) {
    requireNonNull(id, "id");
    requireNonNull(labels, "labels");
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(utf8(id.text()));
    arguments.add(Texts.lines(labels.tags()));
    labels.title().map(Texts::bytes).ifPresent(arguments::add);
    return shelf.run(Script.LABEL, id, arguments).done();
  }

  @Override
  public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    requireNonNull(id, "id");
    StoreCheck.timeToLive(timeToLive);
    List<byte[]> arguments =
        List.of(utf8(id.text()), utf8(millis(timeToLive)), utf8(this.timeToLive));
    return shelf.run(Script.EXPIRE, id, arguments).done();
  }

  private static long millis(Optional<Duration> timeToLive) {
    return timeToLive.map(Duration::toMillis).orElse(0L);
  }

  @Override
  public ConversationPage list(Optional<String> from, int most) {
    StoreCheck.most(most);
    return new Listing(redis, prefix).page(from, most);
  }

  @Override
  public boolean delete(ConversationId id) {
    requireNonNull(id, "id");
    CommandArguments unlink = new CommandArguments(Command.UNLINK);
    Keys.of(prefix, id).all().forEach(unlink::add);
    return (Long) redis.once(unlink, id) > 0;
  }

  @Override
  public void delete(ConversationId id, Version expected) {
    requireNonNull(id, "id");
    requireNonNull(expected, "expected");
    List<byte[]> arguments =
        List.of(utf8(id.text()), utf8(expected.incarnation()), utf8(expected.length()));
    Outcome outcome = shelf.once(Script.DELETE, id, arguments);
    if (outcome.stale()) {
      throw StoreConflictException.notDeleted(id, expected, outcome.version());
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it is more than a million entries
   */
  @Override
  public Version fork(ConversationId from, long length, ConversationId to) {
    StoreCheck.length(length);
    requireAtOnce(length);
    Version taken = read(to, -1, -1).version();
    if (taken.exists()) {
      throw StoreConflictException.exists(to, taken);
    }
    List<byte[]> texts = first(from, length);
    Outcome changed = append(to, Version.NONE, AppendId.random(), lastModel(from, texts), texts);
    if (changed.stale()) {
      throw StoreConflictException.exists(to, changed.version());
    }
    return changed.version();
  }

  /** The texts, whatever is appended meanwhile; a conflict if they were deleted. */
  private List<byte[]> first(ConversationId from, long length) {
    List<byte[]> texts = new ArrayList<>();
    @Nullable Version seen = null;
    while (texts.size() < length) {
      long last = Math.min(length, texts.size() + (long) FORK_PAGE) - 1;
      Outcome page = read(from, texts.size(), last);
      Version now = page.version();
      if (now.length() < length
          || (seen != null && !seen.incarnation().equals(now.incarnation()))) {
        throw StoreConflictException.tooShort(from, length, now);
      }
      page.more().forEach(text -> texts.add((byte[]) text));
      seen = now;
    }
    return texts;
  }

  private static String lastModel(ConversationId from, List<byte[]> texts) {
    for (int i = texts.size() - 1; i >= 0; i--) {
      Entry entry = entry(from, i, texts.get(i));
      if (entry.info().isPresent()) {
        return entry.info().get().model().toString();
      }
    }
    return "";
  }

  /** Ends the connections; those in use when their calls have ended. */
  @Override
  public void close() {
    redis.close();
  }

  /** {@return the server, without user and password} */
  @Override
  public String toString() {
    return "RedisStore[" + redis + ", " + prefix + "]";
  }

  /** Builds a {@link RedisStore}. Not thread-safe. */
  public static final class Builder {
    private static final int DEFAULT_PORT = 6379;

    private String host = "localhost";
    private int port = DEFAULT_PORT;
    private int database;
    private @Nullable String user;
    private @Nullable Secret password;
    private @Nullable SSLSocketFactory tls;
    private String prefix = "parley";
    private @Nullable Duration timeToLive;
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration answerTimeout = Duration.ofSeconds(5);
    private Duration poolTimeout = Duration.ofSeconds(5);
    private int poolSize = 8;
    private InstantSource clock = InstantSource.system();
    private Network network = Network.REAL;

    private Builder() {}

    /** Sets the server's name or address, IPv6 without brackets. Default {@code localhost}. */
    public Builder host(String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException("A host must not be blank");
      }
      host = value;
      return this;
    }

    /**
     * Sets the server's port. Default 6379.
     *
     * @throws IllegalArgumentException if it is not between 1 and 65535
     */
    public Builder port(int value) {
      if (value < 1 || value > 65_535) {
        throw new IllegalArgumentException("A port is between 1 and 65535, not " + value);
      }
      port = value;
      return this;
    }

    /**
     * Sets the number of the database. Default 0.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder database(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("A database has a number from 0, not " + value);
      }
      database = value;
      return this;
    }

    /** Sets who the password is of. Default: Redis's own {@code default}. */
    public Builder user(String value) {
      user = requireNonNull(value, "user");
      return this;
    }

    /** Sets the password. Default: none. */
    public Builder password(Secret value) {
      password = requireNonNull(value, "password");
      return this;
    }

    /**
     * Speaks TLS, and trusts what the JDK trusts. The host is compared with the name in the
     * certificate. Default: no TLS.
     */
    public Builder tls() {
      return tls((SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** Speaks TLS, and trusts what these sockets trust, such as a private authority. */
    public Builder tls(SSLSocketFactory sockets) {
      tls = requireNonNull(sockets, "sockets");
      return this;
    }

    /**
     * Sets what all keys begin with. Stores with different ones share nothing. Default {@code
     * parley}.
     *
     * @throws IllegalArgumentException if it is blank, or has braces or control characters
     */
    public Builder prefix(String value) {
      if (value.isBlank() || value.codePoints().anyMatch(Builder::isReserved)) {
        throw new IllegalArgumentException(
            "A prefix must not be blank, nor have braces or control characters");
      }
      prefix = value;
      return this;
    }

    /** Braces say what a cluster puts together; half a surrogate pair cannot be written. */
    private static boolean isReserved(int c) {
      return c == '{'
          || c == '}'
          || Character.isISOControl(c)
          || Character.getType(c) == Character.SURROGATE;
    }

    /**
     * Sets how long a conversation is kept to which nothing is appended. Default: for ever. Where
     * stores differ, the one that appended last decides.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder timeToLive(Duration value) {
      StoreCheck.timeToLive(Optional.of(value));
      timeToLive = value;
      return this;
    }

    /**
     * Limits the wait for the server to accept a connection, at all its addresses together. Looking
     * up its name is the system's, and does not count. Default 2 s.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = positive(value);
      return this;
    }

    /**
     * Limits the wait for an answer to begin, for each next part of it, and for the server to take
     * what is sent. Default 5 s.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder answerTimeout(Duration value) {
      answerTimeout = positive(value);
      return this;
    }

    /**
     * Limits the wait for a connection while all are in use. Default 5 s.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder poolTimeout(Duration value) {
      poolTimeout = positive(value);
      return this;
    }

    private static Duration positive(Duration value) {
      if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("A time-out is between a millisecond and a day");
      }
      return value;
    }

    /**
     * Sets how many connections there are at most. Default 8.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder poolSize(int value) {
      StoreCheck.most(value);
      poolSize = value;
      return this;
    }

    /**
     * Sets what the time is that conversations are begun and changed at. What expires goes by the
     * server's clock. Default: the system's.
     */
    public Builder clock(InstantSource value) {
      clock = requireNonNull(value, "clock");
      return this;
    }

    /** Sets what connections are made of, for tests. */
    Builder network(Network value) {
      network = value;
      return this;
    }

    /**
     * {@return the store} It connects with its first call.
     *
     * @throws IllegalArgumentException if there is a user without a password
     */
    public RedisStore build() {
      if (user != null && password == null) {
        throw new IllegalArgumentException("A user needs a password");
      }
      return new RedisStore(this);
    }

    private Target target() {
      return new Target(
          host,
          port,
          database,
          Optional.ofNullable(user),
          Optional.ofNullable(password),
          Optional.ofNullable(tls),
          connectTimeout,
          answerTimeout,
          network);
    }
  }
}
