package dev.parley.store.redis;

import dev.parley.chat.Timeouts;
import dev.parley.spi.Watchdog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection, for one thread at a time. Every wait of it is bounded, and ends when its thread
 * is interrupted.
 */
final class Link implements JedisSocketFactory, AutoCloseable {
  private static final Logger LOG = System.getLogger(Link.class.getName());

  private final Target target;
  private final Connection connection;
  private volatile @Nullable Socket socket;

  private Link(Target target) {
    this.target = target;
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            // Asks nothing and tells nothing of the client: a new connection costs no round trip of
            // its own.
            .serverDefaultProtocol()
            .autoNegotiateProtocol(false)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .socketTimeoutMillis(millis(target.answerTimeout()))
            .database(target.database());
    target.user().ifPresent(config::user);
    target.password().ifPresent(password -> config.password(password.reveal()));
    try {
      connection = new Connection(this, config.build());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Connects, tells who we are, and chooses the database.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if that fails
   */
  static Link open(Target target) {
    return new Link(target);
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
  }

  /** For Jedis, which would connect again by itself where a connection has ended. */
  @Override
  public Socket createSocket() {
    if (socket != null) {
      throw new JedisConnectionException("The connection has ended");
    }
    try {
      Socket connected = connect();
      socket = connected;
      return target.tls().isPresent() ? secured(connected, target.tls().get()) : connected;
    } catch (IOException e) {
      close();
      throw new JedisConnectionException("No connection", e);
    }
  }

  /** To one address after the other: each has its share of the time that is left. */
  private Socket connect() throws IOException {
    long end = System.nanoTime() + target.connectTimeout().toNanos();
    InetAddress[] addresses = target.network().resolve(target.host());
    IOException failure = new UnknownHostException(target.host());
    for (int i = 0; i < addresses.length; i++) {
      Duration left = Duration.ofNanos(end - System.nanoTime()).dividedBy(addresses.length - i);
      Socket next = target.network().socket();
      try {
        next.setTcpNoDelay(true);
        next.setKeepAlive(true);
        next.setSoTimeout(millis(target.answerTimeout()));
        next.connect(new InetSocketAddress(addresses[i], target.port()), millis(left));
        return next;
      } catch (IOException e) {
        next.close();
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Socket plain, SSLSocketFactory tls) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(plain, target.host(), target.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    // The name of the host is compared with the certificate's.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /**
   * Sends them all, and reads an answer to each: a number, bytes, null, a list, or the error that
   * Redis answers. If it throws, the link is of no use any more.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if the connection breaks
   */
  List<Object> exchange(List<CommandArguments> commands) {
    // Reading ends by the socket's time-out; writing to who does not read would not end at all.
    Timeouts limits = Timeouts.UNSET.with(Timeouts.Kind.WHOLE, target.answerTimeout());
    Watchdog.Watch watch = Watchdog.shared().watch(limits, this::close);
    try {
      commands.forEach(connection::sendCommand);
      // Of nothing: sends what has gathered.
      connection.getMany(0);
      watch.end();
      return answers(commands.size());
    } catch (JedisConnectionException e) {
      throw watch.expired().isPresent() ? new JedisConnectionException(noReader()) : e;
    } finally {
      watch.end();
    }
  }

  private static IOException noReader() {
    return new SocketTimeoutException("The server does not read what is sent");
  }

  private List<Object> answers(int count) {
    List<Object> answers = new ArrayList<>(count);
    while (answers.size() < count) {
      try {
        answers.add(connection.getOne());
      } catch (JedisDataException e) {
        answers.add(e);
      } catch (JedisConnectionException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new JedisConnectionException("An answer that is none", e);
      }
    }
    return answers;
  }

  /** Without a farewell, which could have to wait. */
  @Override
  public void close() {
    Socket open = socket;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A connection to Redis could not be closed", e);
    }
  }
}
