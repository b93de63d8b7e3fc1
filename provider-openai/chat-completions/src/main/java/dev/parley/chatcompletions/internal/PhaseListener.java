package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Watchdog;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells the watch of an exchange when a connection stands. The limit of {@link Kind#CONNECT} runs
 * from the beginning, over the look-up of the name and all addresses.
 */
final class PhaseListener extends EventListener {
  private volatile Watchdog.@Nullable Watch watch;
  private boolean connected;

  /** The listener of a request, if it has one. */
  static @Nullable PhaseListener of(Request request) {
    return request.tag(PhaseListener.class);
  }

  /** Starts to tell {@code value}. */
  void tell(Watchdog.Watch value) {
    watch = value;
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    connected = true;
  }

  /** The connection stands, be it a new one, one of the pool, or that of the last sending. */
  void connectionStands() {
    enter(Kind.FIRST_EVENT);
  }

  /** The request is sent, for the first time or once more: its connection is another phase. */
  void connecting() {
    connected = false;
    enter(Kind.CONNECT);
  }

  /** Whether a connection was made for this sending, which did not find one in the pool. */
  boolean connected() {
    return connected;
  }

  /** Enters a phase of the watch. */
  void enter(Kind phase) {
    Watchdog.Watch current = watch;
    if (current != null) {
      current.enter(phase);
    }
  }
}
