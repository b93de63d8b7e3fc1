package dev.parley.chatcompletions.internal;

import java.util.function.IntSupplier;

/** A body in memory, handed out in reads whose sizes the test chooses; counts the reads. */
final class CutSource implements ByteSource {

  private final byte[] body;
  private final IntSupplier sizes;
  private int at;
  private int reads;

  private CutSource(byte[] body, IntSupplier sizes) {
    this.body = body;
    this.sizes = sizes;
  }

  static CutSource whole(byte[] body) {
    return new CutSource(body, () -> Integer.MAX_VALUE);
  }

  /** Every read gives {@code size} bytes, as far as they and the room for them are there. */
  static CutSource every(int size, byte[] body) {
    return new CutSource(body, () -> size);
  }

  static CutSource sized(IntSupplier sizes, byte[] body) {
    return new CutSource(body, sizes);
  }

  /** No read goes over one of the ascending positions. */
  static ByteSource at(byte[] body, int... positions) {
    CutSource source = whole(body);
    return (into, offset, length) -> {
      int end = body.length;
      for (int i = positions.length - 1; i >= 0; i--) {
        end = positions[i] > source.at ? positions[i] : end;
      }
      return source.read(into, offset, Math.min(length, Math.max(1, end - source.at)));
    };
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    reads++;
    if (at == body.length) {
      return -1;
    }
    int count = Math.min(Math.min(length, sizes.getAsInt()), body.length - at);
    System.arraycopy(body, at, into, offset, count);
    at += count;
    return count;
  }

  int reads() {
    return reads;
  }
}
