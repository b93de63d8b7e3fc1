package dev.parley.store.redis;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** What Redis runs in one piece: nothing else happens in between. */
final class Script {
  static final Script APPEND = new Script("append.lua");
  static final Script DELETE = new Script("delete.lua");
  static final Script EXPIRE = new Script("expire.lua");
  static final Script LABEL = new Script("label.lua");
  static final Script READ = new Script("read.lua");
  static final Script INFO = new Script("info.lua");

  private final byte[] source;
  private final byte[] digest;

  private Script(String name) {
    source = (read("conversation.lua") + read(name)).getBytes(StandardCharsets.UTF_8);
    digest = Digest.hex("SHA-1", source).getBytes(StandardCharsets.US_ASCII);
  }

  private static String read(String name) {
    try (InputStream in = requireNonNull(Script.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it by its digest, which Redis knows unless it was flushed or started anew. */
  CommandArguments byDigest(Keys keys, List<byte[]> arguments) {
    return command(Command.EVALSHA, digest, keys, arguments);
  }

  /** Runs it, and makes its digest known. */
  CommandArguments bySource(Keys keys, List<byte[]> arguments) {
    return command(Command.EVAL, source, keys, arguments);
  }

  private static CommandArguments command(
      Command command, byte[] script, Keys keys, List<byte[]> arguments) {
    CommandArguments all = new CommandArguments(command).add(script).add(3);
    keys.all().forEach(all::add);
    arguments.forEach(all::add);
    return all;
  }
}
