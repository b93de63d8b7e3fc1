package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.config.Config;
import dev.parley.error.StoreException;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Opens the conversation that was asked for, or a new one. */
public final class ConversationChoice {
  private static final String MADE = "\\d{8}-\\d{6}-[0-9a-f]{6}";

  private final StoreDoor door;
  private final LastConversation last;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;
  private final SecureRandom random = new SecureRandom();

  @Inject
  ConversationChoice(
      StoreDoor door, LastConversation last, Surroundings surroundings, Diagnostics diagnostics) {
    this.door = door;
    this.last = last;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  /**
   * A place in a store.
   *
   * @param named whether the user asked for this very conversation, and so for keeping it
   */
  public record Chosen(ConversationStore store, ConversationId id, boolean named)
      implements AutoCloseable {
    @Override
    public void close() {
      store.close();
    }
  }

  /**
   * {@return the conversation; its store is to be closed}
   *
   * @throws UsageException if there is no last one
   * @throws dev.parley.error.ParleyException if a store that is needed cannot be used
   */
  public Chosen open(ConversationOptions options, Config config) {
    return open(options, config, e -> diagnostics.note("this turn is not kept: " + e.getMessage()));
  }

  /** {@return as {@link #open}, for what has more than one turn} */
  public Chosen openForChat(ConversationOptions options, Config config) {
    return open(
        options,
        config,
        e -> diagnostics.say("from now on nothing of this chat is kept: " + e.getMessage()));
  }

  private Chosen open(ConversationOptions options, Config config, Consumer<StoreException> teller) {
    if (options.goOn && options.name != null) {
      throw new UsageException("--continue and --conversation exclude each other");
    }
    boolean named = options.goOn || options.name != null;
    ConversationStore store = named ? door.open(config) : door.openIfPossible(config);
    try {
      ConversationStore lasting = new NotingStore(new JoiningStore(store, diagnostics), last);
      return new Chosen(
          named ? lasting : new OptionalStore(lasting, teller), id(options, store), named);
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private ConversationId id(ConversationOptions options, ConversationStore store) {
    if (options.name != null) {
      return named(options.name);
    }
    return options.goOn
        ? last.in(store)
            .orElseThrow(() -> new UsageException("there is no conversation to continue yet"))
        : unused();
  }

  /** {@return the id of that name} */
  public static ConversationId named(String name) {
    try {
      return new ConversationId(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("no name for a conversation: " + e.getMessage());
    }
  }

  /** {@return whether somebody chose that name, so that it was not made by {@link #unused()}} */
  public static boolean isChosen(ConversationId id) {
    return !id.text().matches(MADE);
  }

  /** {@return a new id: when it was, and something random} */
  public ConversationId unused() {
    // Formatters load more classes than all else that a prompt needs before it is sent.
    LocalDateTime now =
        LocalDateTime.ofInstant(surroundings.clock().instant(), ZoneId.systemDefault());
    int day = (now.getYear() * 100 + now.getMonthValue()) * 100 + now.getDayOfMonth();
    int time = (now.getHour() * 100 + now.getMinute()) * 100 + now.getSecond();
    String padded = Integer.toString(1_000_000 + time).substring(1);
    return new ConversationId(
        day + "-" + padded + "-" + HexFormat.of().toHexDigits(random.nextInt(), 6));
  }
}
