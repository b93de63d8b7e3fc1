package dev.parley.chatcompletions.internal;

import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** Shows a listener what is read of a body, once it has been read. */
final class LoggedBody extends ForwardingSource {
  /** Hears of a body. */
  interface Listener {
    /** Whether the bytes themselves are of interest. */
    boolean wantsBytes();

    /** These were read. */
    void came(byte[] bytes);

    /** It was read to its end, broke off, or was left; said once. */
    void ended(long count, String how);
  }

  private final Listener listener;
  private long count;
  private boolean ended;

  LoggedBody(Source body, Listener listener) {
    super(body);
    this.listener = listener;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    long read;
    try {
      read = super.read(sink, byteCount);
    } catch (IOException e) {
      end("! " + e.getClass().getSimpleName());
      throw e;
    }
    if (read < 0) {
      end("= the end");
    } else if (read > 0) {
      count += read;
      if (listener.wantsBytes()) {
        Buffer copy = new Buffer(); // Shares the bytes.
        sink.copyTo(copy, sink.size() - read, read);
        listener.came(copy.readByteArray());
      }
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    end("= left");
    super.close();
  }

  private void end(String how) {
    if (!ended) {
      ended = true;
      listener.ended(count, how);
    }
  }
}
