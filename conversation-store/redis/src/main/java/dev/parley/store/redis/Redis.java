package dev.parley.store.redis;

import dev.parley.store.ConversationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Speaks to the server on the caller's thread, and says what went wrong. Thread-safe. */
final class Redis implements AutoCloseable {
  private final Target target;
  private final Failures failures;
  private final Links<Link> links;

  Redis(Target target, int most, Duration longestWait) {
    this.target = target;
    failures = new Failures(target, most, longestWait);
    links = new Links<>(most, longestWait, Link::close, System::nanoTime);
  }

  /**
   * The answer of a script.
   *
   * @param about what an error is about
   */
  Object run(Script script, Keys keys, List<byte[]> arguments, @Nullable ConversationId about) {
    Object answer = send(List.of(script.byDigest(keys, arguments)), true, about).get(0);
    if (answer instanceof JedisNoScriptException) {
      answer = send(List.of(script.bySource(keys, arguments)), true, about).get(0);
    }
    return checked(answer, about);
  }

  /** The answers to commands that may be repeated, errors among them. */
  List<Object> each(List<CommandArguments> commands) {
    return commands.isEmpty() ? List.of() : send(commands, true, null);
  }

  /** The answer to a command that must not be repeated. */
  Object once(CommandArguments command, @Nullable ConversationId about) {
    return checked(send(List.of(command), false, about).get(0), about);
  }

  /** The answer, unless it is an error. */
  Object checked(Object answer, @Nullable ConversationId about) {
    if (answer instanceof JedisDataException error) {
      throw failures.refused(error, about);
    }
    return answer;
  }

  private List<Object> send(
      List<CommandArguments> commands, boolean repeatable, @Nullable ConversationId about) {
    try {
      links.enter();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.interrupted(about);
    } catch (TimeoutException e) {
      throw failures.busy(about);
    }
    try {
      return exchange(commands, repeatable, about);
    } finally {
      links.leave();
    }
  }

  private List<Object> exchange(
      List<CommandArguments> commands, boolean repeatable, @Nullable ConversationId about) {
    Optional<Link> used = repeatable ? links.take() : alive(about);
    if (used.isEmpty()) {
      return fresh(commands, about);
    }
    try {
      return keep(used.get(), used.get().exchange(commands));
    } catch (JedisException e) {
      giveUp(used.get(), e);
      if (!repeatable || !Failures.isDead(e)) {
        throw failures.of(e, about);
      }
      return fresh(commands, about);
    }
  }

  /**
   * A connection that has been used before, and still answers: a server that was started anew has
   * ended them all, which shows when they are used.
   */
  private Optional<Link> alive(@Nullable ConversationId about) {
    Optional<Link> used = links.take();
    try {
      used.ifPresent(link -> link.exchange(List.of(new CommandArguments(Command.PING))));
      return used;
    } catch (JedisException e) {
      giveUp(used.get(), e);
      if (!Failures.isDead(e)) {
        throw failures.of(e, about);
      }
      return Optional.empty();
    }
  }

  /** If it is dead, the others that were opened before are, most likely. */
  private void giveUp(Link link, JedisException e) {
    link.close();
    if (Failures.isDead(e)) {
      links.forget();
    }
  }

  private List<Object> fresh(List<CommandArguments> commands, @Nullable ConversationId about) {
    Link link;
    try {
      link = Link.open(target);
    } catch (JedisException e) {
      throw failures.of(e, about);
    }
    try {
      return keep(link, link.exchange(commands));
    } catch (JedisException e) {
      link.close();
      throw failures.of(e, about);
    }
  }

  /** Not after an error: the next connection may lead to another server, which can do it. */
  private List<Object> keep(Link link, List<Object> answers) {
    if (answers.stream().anyMatch(Redis::isError)) {
      link.close();
    } else {
      links.keep(link);
    }
    return answers;
  }

  private static boolean isError(Object answer) {
    return answer instanceof JedisDataException && !(answer instanceof JedisNoScriptException);
  }

  @Override
  public void close() {
    links.close();
  }

  @Override
  public String toString() {
    return target + "/" + target.database();
  }
}
