package dev.parley.cli.batch;

import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchProgress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an input, until so many rows are new: not answered before, and no mistakes. A run
 * decides that of each row before it reads the next, so no more than a line is given at once.
 */
final class FirstRows extends InputStream {
  private final InputStream in;
  private final long most;
  private @Nullable Supplier<BatchProgress> progress;
  private boolean within;
  private volatile boolean cut;

  FirstRows(InputStream in, long most) {
    this.in = new BufferedInputStream(in);
    this.most = most;
  }

  /** Says where the run is that reads this. */
  void readBy(Supplier<BatchProgress> run) {
    progress = run;
  }

  /** {@return whether it ended because there were enough, whatever is behind them} */
  boolean isCut() {
    return cut;
  }

  @Override
  public int read() throws IOException {
    if (!within && isEnough()) {
      cut = true;
      return -1;
    }
    int next = in.read();
    within = next >= 0 && next != '\n';
    return next;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int next = read();
      if (next < 0) {
        break;
      }
      to[offset + count++] = (byte) next;
      if (!within) {
        break;
      }
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private boolean isEnough() {
    if (progress == null) {
      return false;
    }
    BatchProgress now = progress.get();
    return now.rowsRead() - now.skipped() - now.count(BatchOutcome.INVALID) >= most;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
