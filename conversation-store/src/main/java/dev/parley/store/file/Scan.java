package dev.parley.store.file;

import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.KnownAppends.Known;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads all lines of a file from one place on, and finds what is wrong with them. Goes on behind
 * what cannot be read, so that it can say what is left. Needs the conversation's lock: a line that
 * is being written looks torn.
 */
final class Scan {
  private static final int BLOCK = 64 << 10;

  /** More than that many are not told one by one. */
  private static final int TOLD = 5;

  private final long size;
  private final Known known;
  private final Consumer<Standing> lines;
  private final List<String> problems = new ArrayList<>();
  private int untold;

  /** Where a part begins that cannot be read; less than 0 if none is open. */
  private long badFrom = -1;

  /** Whether there is a whole line in that part, in the wrong place. */
  private boolean strays;

  private Scan(long size, Known known, Consumer<Standing> lines) {
    this.size = size;
    this.known = known;
    this.lines = lines;
  }

  /**
   * Reads on.
   *
   * @param known what is known of the file; gets to know the rest
   */
  static Scan from(OpenFile file, long size, Known known) throws IOException {
    return from(file, size, known, standing -> {});
  }

  /** Reads on, and hands out where each line is that can be read. */
  static Scan from(OpenFile file, long size, Known known, Consumer<Standing> lines)
      throws IOException {
    Scan scan = new Scan(size, known, lines);
    RawLines raw = new RawLines(file, size);
    long at = known.end;
    while (at < size) {
      byte[] bytes = raw.line(at);
      scan.take(at, bytes);
      at += bytes.length;
    }
    if (scan.strays) {
      scan.closeGap(size, null);
    }
    return scan;
  }

  private void take(long at, byte[] bytes) {
    Line line = decode(bytes);
    if (line == null || !fits(at, line.standing())) {
      badFrom = badFrom < 0 ? at : badFrom;
      strays |= line != null;
    } else {
      Standing standing = line.standing();
      if (badFrom >= 0 || !standing.follows(known.last, known.crc)) {
        closeGap(at, standing);
      }
      known.add(line);
      lines.accept(standing);
    }
  }

  /** Whether a line may stand there, though there may be a gap before it. */
  private boolean fits(long at, Standing standing) {
    return standing.offset() == at
        && standing.incarnation().equals(known.header.incarnation())
        && standing.number() > known.last.number()
        && standing.first() >= known.last.length();
  }

  /** A whole line; null if it is none. */
  private static @Nullable Line decode(byte[] bytes) {
    try {
      return Line.decode(bytes);
    } catch (IrregularException e) {
      return null; // That is what was asked.
    }
  }

  private void closeGap(long to, @Nullable Standing after) {
    long from = badFrom < 0 ? to : badFrom;
    badFrom = -1;
    if (problems.size() == TOLD) {
      untold++;
    } else {
      problems.add(
          "bytes "
              + from
              + " to "
              + to
              + " from line "
              + (known.last.number() + 2)
              + " on ("
              + lost(after)
              + (strays ? "; lines stand there in the wrong place" : "")
              + ")");
    }
    strays = false;
  }

  private String lost(@Nullable Standing after) {
    long first = known.last.length();
    if (after == null) {
      return "all entries from " + first + " on";
    }
    return after.first() == first
        ? "no entry is lost"
        : "entries " + first + " to " + (after.first() - 1);
  }

  /** Whether something before the end cannot be read. */
  boolean isDamaged() {
    return !problems.isEmpty();
  }

  /** What cannot be read, for people. */
  String damage() {
    if (problems.isEmpty()) {
      return "its lines are whole, but what they say does not fit together";
    }
    return String.join(", ", problems) + (untold == 0 ? "" : " and " + untold + " more places");
  }

  /** How many bytes at the end are no line: what an append left that was not finished. */
  long torn() {
    return badFrom < 0 ? 0 : size - badFrom;
  }

  /** Where the last line that can be read ends. */
  long end() {
    return known.end;
  }

  /** Whether a file whose header is lost has a whole line all the same. */
  static boolean hasLines(OpenFile file, long size) throws IOException {
    RawLines lines = new RawLines(file, size);
    for (long at = 0; at < size; ) {
      byte[] bytes = lines.line(at);
      if (decode(bytes) != null) {
        return true;
      }
      at += bytes.length;
    }
    return false;
  }

  /** The parts between line feeds, one after the other. */
  private static final class RawLines {
    private final OpenFile file;
    private final long size;
    private byte[] block = {};
    private int next;

    RawLines(OpenFile file, long size) {
      this.file = file;
      this.size = size;
    }

    /** What begins here, its line feed included, or what is left of the file. */
    byte[] line(long at) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean ended = false;
      while (!ended && at + line.size() < size) {
        if (next == block.length) {
          long from = at + line.size();
          block = file.read(from, (int) Math.min(BLOCK, size - from));
          next = 0;
        }
        int start = next;
        while (!ended && next < block.length) {
          ended = block[next++] == '\n';
        }
        line.write(block, start, next - start);
      }
      return line.toByteArray();
    }
  }
}
