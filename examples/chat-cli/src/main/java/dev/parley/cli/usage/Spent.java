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
    Instant before = since;
    since = null; // Unless all goes well.
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      int head = LogHead.length(in, file);
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!begin.equals(before) || in.length() < offset || !Objects.equals(now, identity)) {
        sum = BigDecimal.ZERO;
        offset = Math.max(head, start(in, begin.minus(LONGEST_CALL)));
        identity = now;
      }
      if (head > 0) {
        long length = in.length();
        offset = LogLines.read(in, offset, length, line -> add(line, begin));
        since = begin;
        return new Money(sum.add(unended(in, length, begin)), currency);
      }
    } catch (FileNotFoundException e) {
      if (Files.exists(file)) {
        throw e; // It may not be read.
      }
      sum = BigDecimal.ZERO;
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

  /**
   * What the last line says that has no end: an editor may have left it so. It is read again when
   * it has one. One that is not sound was cut off.
   */
  private BigDecimal unended(RandomAccessFile in, long length, Instant begin) throws IOException {
    byte[] line = new byte[(int) Math.min(length - offset, Integer.MAX_VALUE - 8)];
    in.seek(offset);
    in.readFully(line);
    return cost(UsageRecord.of(new String(line, UTF_8)), begin);
  }

  private void add(String line, Instant begin) throws IOException {
    Optional<UsageRecord> call = UsageRecord.of(line);
    if (call.isEmpty() && !line.isBlank()) {
      throw new IOException(
          file
              + " has a line that cannot be read, so what was spent is not known; \"parley usage\""
              + " tells which: mend it or remove it");
    }
    sum = sum.add(cost(call, begin));
  }

  private BigDecimal cost(Optional<UsageRecord> call, Instant begin) {
    return call.filter(each -> !each.time().isBefore(begin))
        .flatMap(UsageRecord::cost)
        .filter(cost -> cost.currency().equals(currency))
        .map(Money::amount)
        .orElse(BigDecimal.ZERO);
  }
}
