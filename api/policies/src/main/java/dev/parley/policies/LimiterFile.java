package dev.parley.policies;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a file of counts looks like: a header, and two copies of the counts, of which the header
 * names one. A change is written into the other, and then into the header; so a process that is
 * killed in between leaves everything as it was before. Each has a checksum, all have a fixed
 * place.
 *
 * <p>Nothing is forced to the disk but the file's beginning: what a process had written is there
 * when it is killed, though not if the machine loses its power.
 */
final class LimiterFile {
  static final int SIZE = 8192;
  static final byte[] MAGIC = "parley limits 1\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADER = 64;
  private static final int COPY = (SIZE - HEADER) / 2;
  private static final int BEFORE_PAYLOAD = Integer.BYTES + Long.BYTES;

  /** How many bytes counts may have. */
  static final int ROOM = COPY - BEFORE_PAYLOAD;

  private final Path path;
  private final RandomAccessFile file;
  private long sequence;

  LimiterFile(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /** What was found. */
  enum State {
    /** Nothing at all: the file has just been made. */
    NEW,
    /** A file of counts, which cannot be read any more. */
    DAMAGED,
    /** Counts. */
    WHOLE
  }

  /**
   * What a file holds.
   *
   * @param payload the counts; empty unless it is whole
   */
  record Content(State state, ByteBuffer payload) {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  }

  /**
   * Reads it.
   *
   * @throws ConfigurationException if it is a file of another kind
   */
  Content read() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes());
    if (bytes.limit() == 0) {
      return new Content(State.NEW, Content.NOTHING);
    }
    int begun = Math.min(bytes.limit(), MAGIC.length);
    if (!Arrays.equals(bytes.array(), 0, begun, MAGIC, 0, begun)) {
      throw new ConfigurationException(
          Kind.UNUSABLE_FILE,
          path
              + " is no file of rate limits, or one of another version; it was left as it is: name"
              + " another file for them");
    }
    if (bytes.limit() != SIZE || file.length() != SIZE || !readHeader(bytes)) {
      return new Content(State.DAMAGED, Content.NOTHING);
    }
    bytes.position(place(sequence));
    int length = bytes.getInt();
    long checksum = bytes.getLong();
    if (length < 0 || length > ROOM) {
      return new Content(State.DAMAGED, Content.NOTHING);
    }
    ByteBuffer payload = bytes.slice(bytes.position(), length);
    return checksum == checksum(sequence, payload)
        ? new Content(State.WHOLE, payload)
        : new Content(State.DAMAGED, Content.NOTHING);
  }

  private byte[] bytes() throws IOException {
    byte[] bytes = new byte[SIZE];
    int length = 0;
    file.seek(0);
    for (int read = 0; read >= 0 && length < SIZE; length += Math.max(0, read)) {
      read = file.read(bytes, length, SIZE - length);
    }
    return length == SIZE ? bytes : Arrays.copyOf(bytes, length);
  }

  private boolean readHeader(ByteBuffer bytes) {
    sequence = bytes.getLong(MAGIC.length);
    return bytes.getLong(MAGIC.length + Long.BYTES) == checksum(sequence, ByteBuffer.wrap(MAGIC));
  }

  /** Puts counts in the place of those that were read. */
  void write(byte[] payload) throws IOException {
    long next = sequence + 1;
    file.seek(place(next));
    file.write(copy(next, payload));
    file.seek(0);
    file.write(header(next)); // From now on it holds.
    sequence = next;
  }

  /** Makes the file anew, in one piece. */
  void writeAnew(byte[] payload) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    bytes.put(0, header(0)).put(place(0), copy(0, payload));
    file.seek(0);
    file.write(bytes.array()); // Part of it is still known as such a file.
    file.setLength(SIZE);
    sequence = 0;
  }

  /** Makes the file and has it on the disk, so that a loss of power does not leave it empty. */
  void writeFirst(byte[] payload) throws IOException {
    try {
      writeAnew(payload);
      file.getFD().sync();
    } catch (IOException e) {
      file.setLength(0); // What a full disk took of it would count as damaged, and so as used up.
      throw e;
    }
  }

  private static byte[] header(long sequence) {
    return ByteBuffer.allocate(MAGIC.length + 2 * Long.BYTES)
        .put(MAGIC)
        .putLong(sequence)
        .putLong(checksum(sequence, ByteBuffer.wrap(MAGIC)))
        .array();
  }

  private static byte[] copy(long sequence, byte[] payload) {
    return ByteBuffer.allocate(BEFORE_PAYLOAD + payload.length)
        .putInt(payload.length)
        .putLong(checksum(sequence, ByteBuffer.wrap(payload)))
        .put(payload)
        .array();
  }

  private static int place(long sequence) {
    return HEADER + (int) (sequence & 1) * COPY;
  }

  /** So that a copy that was not the one to be written is never taken for it. */
  private static long checksum(long sequence, ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sequence));
    crc.update(payload.duplicate());
    return crc.getValue();
  }
}
