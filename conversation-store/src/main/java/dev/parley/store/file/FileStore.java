package dev.parley.store.file;

import static java.util.Objects.requireNonNull;

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
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps conversations in files of a folder, for many threads and processes of one machine. Each
 * conversation is a file of JSON lines that only grows: a line an append.
 *
 * <p><b>What is found damaged.</b> Every line has a checksum, its place, and the checksum of the
 * line before. What a writer that was killed left at the end, half written, is cut off by whoever
 * opens the conversation next; it is kept in a file beside it, and reported. It was never
 * acknowledged, unless {@link Fsync#NEVER} let the disk lose it or somebody changed the file.
 * Damage elsewhere is never cut: reading what it hit is a {@link
 * dev.parley.error.StoreDamagedException}, the other entries can be read by {@link #page}, and
 * nothing more is appended. After a power failure that may be an append that was never
 * acknowledged, with {@link Fsync#GROUP} and {@link Fsync#NEVER}: another had been written behind
 * it. One thing cannot be noticed: that a file was cut exactly between two lines, by something else
 * than a store, as a copy that stopped half-way.
 *
 * <p><b>What it costs.</b> Reading an end or a page, and what is known of a conversation, reads
 * only that. The first append of a process to a conversation reads its file through; the later ones
 * read what others have appended since.
 *
 * <p><b>Who may read it.</b> Folders and files are for their owner only, from the moment when they
 * are made; those that others may use are refused with the command that mends them. Where a file
 * system knows no such permissions, as on Windows, the folder must be a private one. On Windows it
 * was never tried: there, files that are open may refuse to be moved or removed.
 *
 * <p>Thread-safe; several stores may use one folder, in one process too. Among processes it relies
 * on the locks of the system, which network file systems may not have. Such locks are lost when a
 * process closes any handle of their file, so that of a folder stays open until the process ends,
 * or the class loader of this class is unloaded: do not unload one while another uses its folder.
 * It has no threads of its own: a conversation that is too old is removed by whoever meets it, or
 * lists it.
 */
public final class FileStore implements ConversationStore {
  private final Path folder;
  private final Readings readings;
  private final Writings writings;
  private final Listing listing;
  private volatile boolean closed;

  private FileStore(Builder builder) throws IOException {
    Folder files = new Folder(builder.folder.toAbsolutePath(), builder.disk);
    folder = files.root();
    Vault vault =
        new Vault(
            files,
            builder.disk,
            Locks.of(files),
            builder.longestWait,
            Optional.ofNullable(builder.timeToLive),
            builder.clock,
            builder.onDamage);
    readings = new Readings(vault);
    writings = new Writings(vault, builder.fsync, new KnownAppends(builder.mostKnownAppends));
    listing = new Listing(vault, readings);
  }

  /** {@return a store in a folder, which is made if it is not there, with the defaults} */
  public static FileStore open(Path folder) {
    return builder(folder).build();
  }

  /**
   * {@return a builder of a store in a folder}
   *
   * @throws IllegalArgumentException if it is a path of another than the system's own files
   */
  public static Builder builder(Path folder) {
    return new Builder(folder);
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    requireNonNull(expected, "expected");
    requireNonNull(once, "once");
    List<Entry> added = StoreCheck.entries(entries);
    requireOpen();
    return writings.append(id, expected, once, added);
  }

  @Override
  public Transcript tail(ConversationId id, int most) {
    StoreCheck.most(most);
    requireOpen();
    return readings.tail(id, most);
  }

  @Override
  public Transcript page(ConversationId id, long first, int most) {
    StoreCheck.most(most);
    StoreCheck.first(first);
    requireOpen();
    return readings.page(id, first, most);
  }

  @Override
  public Optional<ConversationInfo> info(ConversationId id) {
    requireOpen();
    return readings.info(id);
  }

  @Override
  public boolean label(ConversationId id, Labels labels) {
    requireNonNull(labels, "labels");
    requireOpen();
    return writings.label(id, labels);
  }

  @Override
  public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    StoreCheck.timeToLive(timeToLive);
    requireOpen();
    return writings.expire(id, timeToLive);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A conversation whose file is damaged so that nothing is known of it, or that a newer version
   * wrote, is left out, and reported.
   */
  @Override
  public ConversationPage list(Optional<String> from, int most) {
    StoreCheck.most(most);
    requireOpen();
    return listing.page(from, most);
  }

  /** {@inheritDoc} What was cut off from its file goes with it. */
  @Override
  public boolean delete(ConversationId id) {
    requireOpen();
    return writings.delete(id);
  }

  /** {@inheritDoc} What was cut off from its file goes with it. */
  @Override
  public void delete(ConversationId id, Version expected) {
    requireNonNull(expected, "expected");
    requireOpen();
    writings.delete(id, expected);
  }

  @Override
  public Version fork(ConversationId from, long length, ConversationId to) {
    StoreCheck.length(length);
    requireOpen();
    return writings.fork(from, length, to);
  }

  private void requireOpen() {
    if (closed) {
      throw StoreCheck.closed();
    }
  }

  /** Later calls are refused; those that are under way come to their end. */
  @Override
  public void close() {
    closed = true;
  }

  /** {@return where it is} */
  @Override
  public String toString() {
    return "FileStore[" + folder + "]";
  }

  /** Builds a {@link FileStore}. Not thread-safe. */
  public static final class Builder {
    private final Path folder;
    private Fsync fsync = Fsync.EACH;
    private @Nullable Duration timeToLive;
    private Duration longestWait = Duration.ofSeconds(10);
    private InstantSource clock = InstantSource.system();
    private Consumer<FoundDamage> onDamage = FoundDamage::log;
    private Disk disk = new LocalDisk();
    private long mostKnownAppends = 200_000;

    private Builder(Path folder) {
      if (!folder.getFileSystem().equals(FileSystems.getDefault())) {
        throw new IllegalArgumentException("Conversations are kept in the system's own files only");
      }
      this.folder = folder;
    }

    /** Sets what an acknowledged append has survived. Default: {@link Fsync#EACH}. */
    public Builder fsync(Fsync value) {
      fsync = requireNonNull(value, "fsync");
      return this;
    }

    /**
     * Sets how long a conversation is kept to which nothing is appended. Default: for ever.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder timeToLive(Duration value) {
      StoreCheck.timeToLive(Optional.of(value));
      timeToLive = value;
      return this;
    }

    /**
     * Sets how long a call waits, at most, for those who change the same conversation; then it
     * fails with {@link dev.parley.error.StoreUnavailableException}. Default 10 s.
     *
     * @throws IllegalArgumentException if it is negative, or more than a day
     */
    public Builder longestWait(Duration value) {
      if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("A wait is not negative, and at most a day");
      }
      longestWait = value;
      return this;
    }

    /** Sets what the time is, for tests. Default: the system's. */
    public Builder clock(InstantSource value) {
      clock = requireNonNull(value, "clock");
      return this;
    }

    /**
     * Sets who is told when something was cut off, or left out of a list; it is called by the
     * thread that met it, and must not call the store. Default: it is logged as a warning.
     */
    public Builder onDamage(Consumer<FoundDamage> value) {
      onDamage = requireNonNull(value, "onDamage");
      return this;
    }

    /** For tests. */
    Builder disk(Disk value) {
      disk = value;
      return this;
    }

    /** For tests. */
    Builder mostKnownAppends(long value) {
      mostKnownAppends = value;
      return this;
    }

    /**
     * {@return the store} Makes the folder if it is not there.
     *
     * @throws dev.parley.error.StoreRefusedException if others may use the folder, or this user may
     *     not
     * @throws dev.parley.error.StoreUnavailableException if it cannot be made
     */
    public FileStore build() {
      try {
        return new FileStore(this);
      } catch (IOException e) {
        throw Failures.of(e, null, folder);
      }
    }
  }
}
