package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Counts in a file, so that all processes of one machine that name it keep one limit, without a
 * server. Every change is made under an exclusive lock of the file, which the system takes from a
 * process that ends, however it ends; what that one had taken stays counted for its while, and what
 * it was about to take is not. Nobody waits for room while the file is locked. Thread-safe; several
 * instances may name one file, and it need not be closed.
 *
 * <ul>
 *   <li>The file is made when it is missing, 0600 in a folder of 0700; it has 8 KiB. Whoever
 *       removes or empties it has everything counted from the beginning. It belongs on a local
 *       disk: some network file systems have no locks.
 *   <li>A file that is damaged counts as used up, for one while; a warning is logged. A file of
 *       another kind is refused and left as it is.
 *   <li>All who share a file set the same whiles. Of different amounts for one while the smallest
 *       holds, until it has not been asked for during one while. Other whiles are refused as long
 *       as anything is counted for those in the file.
 *   <li>Time is the machine's clock. When that is set back, what was counted stays as old as it
 *       was: no more is let through, and nobody waits for longer than a while and a thirtieth of
 *       it. A clock that is set forward makes what was counted older.
 *   <li>What was written is there when a process is killed. When the machine loses its power, what
 *       was counted in the last seconds may be lost.
 *   <li>Processes that wait have no order among them: whoever asks first when there is room gets
 *       it, and nothing is kept for one that was told to wait. So a request for many tokens can be
 *       overtaken again and again by others for few, until its longest wait is over.
 *   <li>A process that is stopped while it holds the lock keeps the others waiting, as if nothing
 *       were left.
 * </ul>
 */
public final class FileLimiterState implements LimiterState {
  private static final Logger LOG = System.getLogger("dev.parley.policies");
  private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(1);
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final long NANOS = 1_000_000_000;

  private final Path file;
  private final InstantSource clock;
  private final Queue<Correction> corrections = new ConcurrentLinkedQueue<>();

  private FileLimiterState(Path file, InstantSource clock) {
    this.file = file.toAbsolutePath();
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * {@return the counts of that file} The file is made if it is missing.
   *
   * @throws ConfigurationException if it cannot be made, locked, read or written, or is of another
   *     kind
   */
  public static FileLimiterState at(Path file) {
    return at(file, InstantSource.system());
  }

  /**
   * {@return the counts of that file, by a clock that all who share it have}
   *
   * @throws ConfigurationException if it cannot be made, locked, read or written, or is of another
   *     kind
   */
  public static FileLimiterState at(Path file, InstantSource clock) {
    FileLimiterState state = new FileLimiterState(file, clock);
    state.locked(state::check);
    return state;
  }

  /** {@return the file, absolute} */
  public Path file() {
    return file;
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConfigurationException if the file cannot be made, locked, read or written, is of
   *     another kind, or is shared with other whiles
   */
  @Override
  public Reservation reserve(List<Share> shares) {
    List<Share> merged = merged(shares);
    Reservation reservation = locked(opened -> reserve(opened, merged));
    return reservation == null ? new Refused(ASK_AGAIN) : reservation;
  }

  /** Allowances of one name are one: the strictest. */
  private static List<Share> merged(List<Share> shares) {
    Map<String, Share> merged = new LinkedHashMap<>();
    for (Share share : shares) {
      merged.merge(share.allowance().name(), share, FileLimiterState::stricter);
    }
    return List.copyOf(merged.values());
  }

  private static Share stricter(Share one, Share other) {
    Allowance allowance =
        one.allowance().amount() <= other.allowance().amount()
            ? one.allowance()
            : other.allowance();
    return new Share(allowance, Math.max(one.amount(), other.amount()));
  }

  /** Finds out now whether it can be used at all. */
  private LimiterFile.State check(LimiterFile opened) throws IOException {
    LimiterFile.State state = opened.read().state();
    if (state == LimiterFile.State.NEW) {
      opened.writeFirst(new SharedCounts().bytes());
    }
    return state;
  }

  private Reservation reserve(LimiterFile opened, List<Share> shares) throws IOException {
    long now = now();
    LimiterFile.Content content = opened.read();
    SharedCounts counts = counts(content, shares, now);
    counts.at(now);
    int corrected = correct(counts);
    if (!counts.agree(shares)) {
      throw disagreeing(counts, shares);
    }
    long wait = counts.untilFits(shares);
    Reservation reservation =
        wait > 0 ? new Refused(Duration.ofNanos(wait)) : new Granted(counts.take(shares));
    write(opened, content.state(), counts);
    forget(corrected);
    return reservation;
  }

  private SharedCounts counts(LimiterFile.Content content, List<Share> shares, long now) {
    return switch (content.state()) {
      case NEW -> new SharedCounts();
      case WHOLE -> SharedCounts.of(content.payload());
      case DAMAGED -> {
        LOG.log(Level.WARNING, "{0} is damaged; its limits count as used up for a while", file);
        yield SharedCounts.usedUp(shares, now);
      }
    };
  }

  private void write(LimiterFile opened, LimiterFile.State found, SharedCounts counts)
      throws IOException {
    byte[] bytes = counts.bytes();
    if (bytes.length > LimiterFile.ROOM) {
      throw new ConfigurationException(
          Kind.UNUSABLE_FILE,
          file + " has no room for so many limits, or such long names; set fewer");
    }
    switch (found) {
      case NEW -> opened.writeFirst(bytes);
      case DAMAGED -> opened.writeAnew(bytes);
      case WHOLE -> opened.write(bytes);
    }
  }

  private ConfigurationException disagreeing(SharedCounts counts, List<Share> shares) {
    List<String> own = shares.stream().map(share -> share.allowance().name()).toList();
    return new ConfigurationException(
        Kind.UNUSABLE_FILE,
        file
            + " is in use for "
            + counts.names()
            + ", not for "
            + own
            + "; set the same whiles wherever it is shared, or another file. If nobody uses it any"
            + " more, remove it");
  }

  /** Does what could not be done when it was due. Returns how much. Nobody else does meanwhile. */
  private int correct(SharedCounts counts) {
    List<Correction> due = new ArrayList<>(corrections);
    due.forEach(correction -> counts.correct(correction.taken(), correction.used()));
    return due.size();
  }

  private void forget(int done) {
    for (int i = 0; i < done; i++) {
      corrections.remove();
    }
  }

  private void settle(Correction correction) {
    corrections.add(correction);
    try {
      locked(this::settleAll);
    } catch (ConfigurationException e) {
      // The call has its answer; the next one learns of it, and makes up for this.
      LOG.log(Level.WARNING, "What a call has used is not counted yet: {0}", e.getMessage());
    }
  }

  private LimiterFile.State settleAll(LimiterFile opened) throws IOException {
    LimiterFile.Content content = opened.read();
    if (content.state() == LimiterFile.State.WHOLE) {
      SharedCounts counts = SharedCounts.of(content.payload());
      counts.at(now());
      int corrected = correct(counts);
      write(opened, content.state(), counts);
      forget(corrected);
    }
    return content.state();
  }

  private long now() {
    Instant now = clock.instant();
    return Math.max(0, now.getEpochSecond() * NANOS + now.getNano());
  }

  private interface Work<T> {
    T on(LimiterFile opened) throws IOException;
  }

  private <T> @Nullable T locked(Work<T> work) {
    try {
      return SharedFile.exclusively(file, LONGEST_LOCK_WAIT, opened -> work.on(opened(opened)));
    } catch (IOException e) {
      if (Files.isSymbolicLink(file) && Files.notExists(file)) {
        throw new ConfigurationException(
            Kind.UNUSABLE_FILE,
            "The file of rate limits "
                + file
                + " is a symbolic link to a file that is missing; make that file, empty, or remove"
                + " the link",
            null,
            List.of(),
            e);
      }
      throw new ConfigurationException(
          Kind.UNUSABLE_FILE,
          "The file of rate limits "
              + file
              + " cannot be used ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); it needs a folder that this user may write to, on a local disk with room",
          null,
          List.of(),
          e);
    }
  }

  private LimiterFile opened(RandomAccessFile opened) {
    return new LimiterFile(file, opened);
  }

  private record Correction(SharedCounts.Taken taken, List<Share> used) {}

  private record Refused(Duration delay) implements Reservation {
    @Override
    public void settle(List<Share> used) {
      throw new IllegalStateException("Nothing was taken");
    }
  }

  private final class Granted implements Reservation {
    private final SharedCounts.Taken taken;

    Granted(SharedCounts.Taken taken) {
      this.taken = taken;
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }

    @Override
    public void settle(List<Share> used) {
      FileLimiterState.this.settle(new Correction(taken, merged(used)));
    }
  }

  @Override
  public String toString() {
    return "FileLimiterState[" + file + "]";
  }
}
