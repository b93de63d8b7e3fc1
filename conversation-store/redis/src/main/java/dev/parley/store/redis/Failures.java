package dev.parley.store.redis;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreException;
import dev.parley.error.StoreFullException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.ConversationId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Turns what goes wrong into what to do about it. Texts of Redis are read but never shown: some of
 * them repeat what was sent, passwords included.
 */
final class Failures {
  /** Errors begin with such a word; in those of scripts, Redis 6 puts more before it. */
  private static final Pattern CODE =
      Pattern.compile(
          "\\b(OOM|MISCONF|READONLY|NOAUTH|WRONGPASS|NOPERM|DENIED|LOADING|MASTERDOWN|CLUSTERDOWN"
              + "|TRYAGAIN|BUSY|NOREPLICAS|MOVED|ASK|CROSSSLOT|WRONGTYPE)\\b");

  private static final String REPEAT =
      "; what was to be appended may have been: repeat it with the same AppendId to be sure";

  private final Target target;
  private final int most;
  private final Duration longestWait;

  Failures(Target target, int most, Duration longestWait) {
    this.target = target;
    this.most = most;
    this.longestWait = longestWait;
  }

  StoreException interrupted(@Nullable ConversationId about) {
    return unavailable("the thread was interrupted while it waited" + REPEAT, about, null);
  }

  StoreException busy(@Nullable ConversationId about) {
    return unavailable(
        "all "
            + most
            + " connections were in use for "
            + seconds(longestWait)
            + "; nothing was sent. Set \"pool\" to more, or call from fewer threads",
        about,
        null);
  }

  /** Whether the connection has ended, rather than taken too long or been given up. */
  static boolean isDead(JedisException e) {
    return !(e instanceof JedisDataException)
        && !(ioCause(e) instanceof InterruptedIOException)
        && !Thread.currentThread().isInterrupted();
  }

  /** Of a connection that could not be made, or broke, or of an error that Redis answered. */
  StoreException of(JedisException e, @Nullable ConversationId about) {
    IOException cause = ioCause(e);
    if (Thread.currentThread().isInterrupted()) {
      return interrupted(about);
    } else if (e instanceof JedisDataException || isAnswer(e)) {
      return refused(e, about);
    } else if (cause instanceof SSLException && ioCause(cause.getCause()) == null) {
      return new StoreRefusedException(
          target
              + ": no TLS connection could be made: "
              + cause.getMessage()
              + ". Write redis:// if the server does not use TLS, give the store an"
              + " SSLSocketFactory if a private authority signed the certificate",
          about,
          cause);
    } else if (cause instanceof SocketTimeoutException) {
      return unavailable("no answer in time" + within() + REPEAT, about, cause);
    } else if (cause instanceof UnknownHostException) {
      return unavailable("no such host was found; check the address", about, null);
    } else if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return unavailable("it cannot be reached; start it, or check the address", about, cause);
    }
    return unavailable(
        "the connection broke"
            + REPEAT
            + ". If it always does, it may be no Redis server, or want TLS: rediss://",
        about,
        cause);
  }

  /** Jedis may have read what the server said before it ended the connection. */
  private static boolean isAnswer(JedisException e) {
    String text = String.valueOf(e.getMessage());
    return text.startsWith("ERR ") || CODE.matcher(text).lookingAt();
  }

  private String within() {
    return " (connecting "
        + seconds(target.connectTimeout())
        + ", answering "
        + seconds(target.answerTimeout())
        + ")";
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private static @Nullable IOException ioCause(@Nullable Throwable e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof IOException io) {
        return io;
      }
    }
    return null;
  }

  /** Of an error that Redis answered. It is no cause of what is thrown, for its text is not. */
  StoreException refused(JedisException error, @Nullable ConversationId about) {
    String text = String.valueOf(error.getMessage());
    Matcher code = CODE.matcher(text);
    return switch (code.find() ? code.group() : "") {
      case "OOM" ->
          new StoreFullException(
              target
                  + ": Redis has used all memory that its setting maxmemory allows; nothing was"
                  + " written. Raise it, delete conversations, or let them expire",
              about,
              null);
      case "MISCONF" -> misconfigured(text, about);
      case "READONLY" ->
          change("this is a replica, which only reads; use the address of its primary", about);
      case "NOAUTH" -> wantsPassword(about);
      case "WRONGPASS" -> change("user or password is wrong; correct the address", about);
      case "NOPERM" -> wantsRights(about);
      case "DENIED" ->
          change("it is in protected mode; set a password for it, or bind it to loopback", about);
      case "MOVED", "ASK", "CROSSSLOT" ->
          change("it is part of a cluster; use a server that is not", about);
      case "WRONGTYPE" ->
          new StoreDamagedException(
              target
                  + ": a key of the conversation holds what this store has not written; it is left"
                  + " as it is. Delete the conversation, or take another prefix",
              about,
              null);
      case "LOADING" -> unavailable("it is still loading its data; try again", about, null);
      case "BUSY" ->
          unavailable("a script has been running in it for too long; try again", about, null);
      case "NOREPLICAS" ->
          unavailable("it has fewer replicas than its settings ask for; start them", about, null);
      case "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN" ->
          unavailable("its primary or cluster is down; try again", about, null);
      default -> other(text, about);
    };
  }

  private StoreException misconfigured(String text, @Nullable ConversationId about) {
    return text.contains("No space left")
        ? new StoreFullException(
            target + ": its disk is full; nothing was written. Make room there", about, null)
        : unavailable(
            "it cannot write to its disk, and nothing was appended; its log says why, often because"
                + " the disk is full",
            about,
            null);
  }

  private StoreException other(String text, @Nullable ConversationId about) {
    if (text.contains("max number of clients")) {
      return unavailable("it has too many clients; raise its maxclients", about, null);
    } else if (text.contains("DB index") || text.contains("DB number")) {
      return change(
          "there is no database "
              + target.database()
              + "; correct the number behind the host, or raise the server's setting databases",
          about);
    } else if (text.contains("without any password") || text.contains("no password is set")) {
      return change("it has no password; take user and password out of the address", about);
    } else if (text.contains("unauthenticated")) {
      return wantsPassword(about); // It does not even look at longer commands.
    } else if (text.contains("invalid password")) {
      return change("the password is wrong; correct the address", about);
    } else if (text.contains("can't run this command") || text.contains("can't access")) {
      return wantsRights(about); // As Redis says it of what a script does.
    } else if (text.contains("unknown command")) {
      return change(
          "it does not know a command that is needed; Redis 6.2 or newer is, without renamed"
              + " commands",
          about);
    }
    return error(about);
  }

  private StoreException wantsPassword(@Nullable ConversationId about) {
    return change("it wants a password; put user:password@ before the host", about);
  }

  private StoreException wantsRights(@Nullable ConversationId about) {
    return change(
        "the user lacks rights; allow it +@read +@write +@scripting +@connection +time on the keys"
            + " that begin with the store's prefix",
        about);
  }

  private StoreException error(@Nullable ConversationId about) {
    return change("it answers with an error that this store does not know; see its log", about);
  }

  private StoreException change(String problem, @Nullable ConversationId about) {
    return new StoreRefusedException(target + ": " + problem, about, null);
  }

  private StoreException unavailable(
      String problem, @Nullable ConversationId about, @Nullable Throwable cause) {
    return new StoreUnavailableException(target + ": " + problem, about, cause);
  }
}
