package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.money.Money;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what calls since a moment cost, by the log. The first time it looks through the log from
 * its end, later at what was added only. To be used by one thread at a time, which holds the log's
 * guard.
 */
final class Spent {
  private static final int BLOCK = 1 << 16;

  /** A line is written when its call ends and says when it began: no call takes longer. */
  private static final Duration LONGEST_CALL = Duration.ofDays(1);

  private final Path file;
  private final String currency;
  private @Nullable Instant since;
  private @Nullable Object identity;
  private long offset;
  private BigDecimal sum = BigDecimal.ZERO;

  /** Of a log. */
  Spent(Path file, String currency) {
    this.file = file;
    this.currency = currency;
  }

  /** {@return the sum of all calls that began since then} */
  Money since(Instant begin) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!begin.equals(since) || in.length() < offset || !Objects.equals(now, identity)) {
        sum = BigDecimal.ZERO;
        offset = start(in, begin.minus(LONGEST_CALL));
        since = begin;
        identity = now;
      }
      add(in, begin);
    } catch (FileNotFoundException e) {
      if (Files.exists(file)) {
        throw e; // It may not be read.
      }
      sum = BigDecimal.ZERO;
      since = null;
    }
    return new Money(sum, currency);
  }

  /** Where to begin: all that stands before is older than {@code oldest}. */
  private static long start(RandomAccessFile in, Instant oldest) throws IOException {
    byte[] block = new byte[BLOCK];
    for (long end = in.length(); end > 0; ) {
      int size = (int) Math.min(BLOCK, end);
      long begin = end - size;
      in.seek(begin);
      in.readFully(block, 0, size);
      String text = new String(block, 0, size, UTF_8);
      for (String line : text.split("\n", -1)) { // The first one may be a part, which is none.
        Optional<UsageRecord> call = UsageRecord.of(line);
        if (call.isPresent()) {
          if (call.get().time().isBefore(oldest)) {
            return begin == 0 ? 0 : begin + firstLine(block, size);
          }
          break;
        }
      }
      end = begin;
    }
    return 0;
  }

  private static int firstLine(byte[] block, int size) {
    for (int i = 0; i < size; i++) {
      if (block[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  private void add(RandomAccessFile in, Instant begin) throws IOException {
    byte[] block = new byte[BLOCK];
    long length = in.length();
    while (offset < length) {
      int size = (int) Math.min(block.length, length - offset);
      in.seek(offset);
      in.readFully(block, 0, size);
      int end = size;
      while (end > 0 && block[end - 1] != '\n') {
        end--;
      }
      if (end == 0 && size < length - offset) {
        block = new byte[block.length * 2]; // Somebody's own line, longer than any of ours.
        continue;
      } else if (end == 0) {
        return; // A torn line.
      }
      for (String line : new String(block, 0, end, UTF_8).split("\n", -1)) {
        UsageRecord.of(line).ifPresent(call -> add(call, begin));
      }
      offset += end;
    }
  }

  private void add(UsageRecord call, Instant begin) {
    call.cost()
        .filter(cost -> cost.currency().equals(currency) && !call.time().isBefore(begin))
        .ifPresent(cost -> sum = sum.add(cost.amount()));
  }
}
