package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Watchdog;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tells the watch of an exchange when a connection stands. The limit of {@link Kind#CONNECT} runs
 * from the beginning, over the look-up of the name and all addresses.
 */
final class PhaseListener extends EventListener {
  private volatile Watchdog.@Nullable Watch watch;
  private boolean connected;

  /** Starts to tell {@code value}. */
  void tell(Watchdog.Watch value) {
    watch = value;
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    connected = true;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    enter(Kind.FIRST_EVENT);
  }

  /** Whether a connection was made for this exchange, which did not find one in the pool. */
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
