package dev.parley.store.file;

import dev.parley.store.file.Disk.OpenFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A file as it was at one moment: what is appended later is not seen. It is read from its ends, and
 * by halves where something in the middle is asked for; nothing of it is read that is not needed.
 * Not thread-safe.
 */
final class Snapshot implements Closeable {
  /** How much is read at once. */
  private static final int BLOCK = 16 << 10;

  /** So many lines from the end, a tail is found by walking. */
  private static final int NEAR = 64;

  private final OpenFile file;
  private final long size;
  private boolean endsHere;
  private final Header header;
  private final Standing last;
  private final int lastCrc;

  /**
   * Where the lines begin that can be read, by their first entries; empty if they are not known.
   */
  private final NavigableMap<Long, Long> index = new TreeMap<>();

  private byte[] block = {};
  private long blockFrom;

  /**
   * Reads the header and the end of the last line.
   *
   * @param file is closed with this; not if this fails
   * @param most up to where it is read, at most
   */
  Snapshot(OpenFile file, long most) throws IOException, IrregularException {
    this(file, most, true);
  }

  private Snapshot(OpenFile file, long most, boolean whole) throws IOException, IrregularException {
    long there = file.size();
    this.file = file;
    size = Math.min(most, there);
    endsHere = size == there;
    header = Header.decode(bytes(0, lineEnd(0, Math.min(size, Header.LONGEST))));
    last = whole ? standingBefore(size) : Standing.before(header);
    lastCrc = whole ? Checksum.said(bytes(size - Checksum.LENGTH, size)) : header.crc();
  }

  /** The header of a file of which nothing else may be right. */
  static Header header(OpenFile file, long size) throws IOException, IrregularException {
    return new Snapshot(file, size, false).header;
  }

  /** Where the last line ends that has a line feed. */
  static long lastLineEnd(OpenFile file) throws IOException, IrregularException {
    try {
      for (long to = file.size(); to > 0; to -= Math.min(BLOCK, to)) {
        int length = (int) Math.min(BLOCK, to);
        byte[] bytes = file.read(to - length, length);
        for (int i = length - 1; i >= 0; i--) {
          if (bytes[i] == '\n') {
            return to - length + i + 1;
          }
        }
      }
    } catch (EOFException e) {
      throw new IrregularException(); // It was cut meanwhile.
    }
    throw new IrregularException();
  }

  Header header() {
    return header;
  }

  Standing last() {
    return last;
  }

  /** Fails if something follows that cannot be read: nobody knows where the conversation stands. */
  void requireEnd() throws IrregularException {
    if (!endsHere) {
      throw new IrregularException();
    }
  }

  /** Makes this the end: what follows is known to be no part of the conversation. */
  void ignoreRest() {
    endsHere = true;
  }

  /** The checksum that the last line says it has. */
  int lastCrc() {
    return lastCrc;
  }

  long size() {
    return size;
  }

  /** What is done with a line. */
  @FunctionalInterface
  interface LineReader {
    void read(Line line) throws IOException, IrregularException;
  }

  /** Reads the lines that hold entries of a part, checked; it must be within the conversation. */
  void read(long first, long count, LineReader reader) throws IOException, IrregularException {
    if (count == 0) {
      return;
    }
    Line before = null;
    long at = find(first);
    do {
      Line line = lineAt(at);
      if (before == null
          ? line.standing().first() > first
          : !line.standing().follows(before.standing(), before.crc())) {
        throw new IrregularException();
      }
      if (line.standing().length() > first && !line.standing().isEmpty()) {
        reader.read(line);
      }
      at = line.end();
      before = line;
    } while (before.standing().length() < first + count);
  }

  /** Reads the whole file, so that damage in some places does not hide the others. */
  void indexLines() throws IOException {
    Scan.from(
        file,
        size,
        new KnownAppends.Known(header),
        standing -> {
          if (!standing.isEmpty()) {
            index.put(standing.first(), standing.offset());
          }
        });
  }

  /** Where a line begins from which an entry is not far. */
  private long find(long entry) throws IOException, IrregularException {
    Map.Entry<Long, Long> indexed = index.floorEntry(entry);
    if (indexed != null) {
      return indexed.getValue();
    }
    Standing line = last;
    for (int i = 0; i < NEAR; i++) {
      if (line.first() <= entry && entry < line.length()) {
        return line.offset();
      } else if (line.offset() <= header.size()) {
        throw new IrregularException();
      }
      line = standingBefore(line.offset());
    }
    return search(entry, header.size(), line.offset());
  }

  /** Halves the part in which the line begins, until the rest may as well be read. */
  private long search(long entry, long from, long to) throws IOException, IrregularException {
    long low = from;
    long high = to;
    while (high - low > BLOCK) {
      long end = lineEnd(low + (high - low) / 2, size);
      Standing probe = standingBefore(end);
      if (probe.length() <= entry) {
        low = end;
      } else if (probe.first() > entry) {
        high = Math.min(high - 1, probe.offset());
      } else {
        return probe.offset();
      }
    }
    return low;
  }

  /** Where the line ends that a place is in: behind its line feed. */
  private long lineEnd(long from, long limit) throws IOException, IrregularException {
    for (long at = from; at < limit; at = blockFrom + block.length) {
      if (at < blockFrom || at >= blockFrom + block.length) {
        readBlock(at, at + 1);
      }
      for (int i = (int) (at - blockFrom); i < block.length && blockFrom + i < limit; i++) {
        if (block[i] == '\n') {
          return blockFrom + i + 1;
        }
      }
    }
    throw new IrregularException();
  }

  /** What the line says that ends there, without its entries. */
  private Standing standingBefore(long end) throws IOException, IrregularException {
    long from = Math.max(header.size(), end - BLOCK / 4);
    byte[] bytes = bytes(from, Math.max(from, end));
    int needed = Line.endSize(bytes);
    if (needed > bytes.length && end - needed >= header.size() && needed > 0) {
      bytes = bytes(end - needed, end);
    }
    Standing standing = Line.standing(bytes);
    if (standing.offset() < header.size()
        || standing.offset() != end - Line.bytes(bytes)
        || !standing.incarnation().equals(header.incarnation())) {
      throw new IrregularException();
    }
    return standing;
  }

  private Line lineAt(long from) throws IOException, IrregularException {
    Line line = Line.decode(bytes(from, lineEnd(from, size)));
    if (line.standing().offset() != from
        || !line.standing().incarnation().equals(header.incarnation())) {
      throw new IrregularException();
    }
    return line;
  }

  /** The bytes of a part; mostly of the block that was read last. */
  private byte[] bytes(long from, long to) throws IOException, IrregularException {
    if (from < blockFrom || to > blockFrom + block.length) {
      readBlock(from, to);
    }
    int start = (int) (from - blockFrom);
    return Arrays.copyOfRange(block, start, start + (int) (to - from));
  }

  private void readBlock(long from, long to) throws IOException, IrregularException {
    long length = Math.max(to - from, Math.min(BLOCK, size));
    if (length > Integer.MAX_VALUE - 8) {
      throw new IrregularException();
    }
    // Who reads behind the last block goes forward, who reads before it goes back.
    boolean back = block.length == 0 ? to == size : from < blockFrom;
    long start = back ? Math.max(0, to - length) : Math.min(from, size - length);
    try {
      block = file.read(start, (int) length);
      blockFrom = start;
    } catch (EOFException e) {
      throw new IrregularException(); // It was cut meanwhile.
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
