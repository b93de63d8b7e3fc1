package dev.parley.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A pipe: it gives the lines that a test puts into it, and is quiet meanwhile. */
final class QuietInput extends InputStream {
  private static final String END = "";

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final boolean heedsInterrupts;
  private byte[] line = new byte[0];
  private int position;

  /** Counts down when the reader has found it quiet. */
  final CountDownLatch asked = new CountDownLatch(1);

  QuietInput(boolean heedsInterrupts) {
    this.heedsInterrupts = heedsInterrupts;
  }

  QuietInput put(String text) {
    lines.add(text + "\n");
    return this;
  }

  void end() {
    lines.add(END);
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (position == line.length) {
      String next = next();
      if (next.equals(END)) {
        lines.add(END);
        return -1;
      }
      line = next.getBytes(StandardCharsets.UTF_8);
      position = 0;
    }
    int count = Math.min(length, line.length - position);
    System.arraycopy(line, position, bytes, offset, count);
    position += count;
    return count;
  }

  private String next() throws IOException {
    while (true) {
      try {
        if (lines.isEmpty()) {
          asked.countDown();
        }
        return lines.take();
      } catch (InterruptedException e) {
        if (heedsInterrupts) {
          throw new InterruptedIOException("interrupted");
        }
      }
    }
  }
}
