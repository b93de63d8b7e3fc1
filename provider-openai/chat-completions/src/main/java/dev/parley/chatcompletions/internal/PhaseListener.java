package dev.parley.chatcompletions.internal;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Watchdog;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/** Tells the watch of an exchange when a connection is sought and when it stands. */
final class PhaseListener extends EventListener {
  private volatile Watchdog.@Nullable Watch watch;

  /** Starts to tell {@code value}. */
  void tell(Watchdog.Watch value) {
    watch = value;
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    enter(Kind.CONNECT);
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    enter(Kind.FIRST_EVENT);
  }

  private void enter(Kind phase) {
    Watchdog.Watch current = watch;
    if (current != null) {
      current.enter(phase);
    }
  }
}
