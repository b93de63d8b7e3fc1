package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import dev.parley.verification.OutsideProgram.On;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/**
 * A program that has the published jars of the stores, what they need, and nothing else, keeps
 * conversations in each. A real call is needed, as in {@link ConsumerTest}.
 */
class StoreConsumerTest {
  /** What the stores need; with that of Jedis that its author lets one leave out left out. */
  private static final List<String> NEEDED =
      List.of("jackson-core-", "jedis-", "redis-authx-core-", "commons-pool2-", "slf4j-api-");

  private static final List<String> OURS =
      List.of("parley-api", "parley-json", "parley-store", "parley-store-redis");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(On.class)
  void a_program_keeps_conversations_in_every_store(On path) throws Exception {
    OutsideProgram program = OutsideProgram.compile("keeper", path, jars(), folder);
    RedisServer redis = startedRedis();
    try {
      Outcome outcome =
          program.run(
              "memory:",
              "file:" + folder.resolve("store"),
              "redis://127.0.0.1:" + redis.ports().get(0));
      String output = outcome.output();
      assertEquals(0, outcome.status(), output);
      assertTrue(output.contains("MemoryStore keeps: Hi"), output);
      assertTrue(output.contains("FileStore keeps: Hi"), output);
      assertTrue(output.contains("RedisStore keeps: Hi"), output);
      assertFalse(output.contains("SLF4J"), output);
      assertTrue(
          output.contains("module: " + (path == On.MODULE_PATH ? "keeper" : "null")), output);
    } finally {
      redis.stop();
    }
  }

  @Test
  void a_program_without_stores_is_told_what_to_do() throws Exception {
    List<Path> jars = List.of(ParleyModule.named("parley-api").location());
    OutsideProgram program = OutsideProgram.compile("keeper", On.MODULE_PATH, jars, folder);
    Outcome outcome = program.run("memory:");
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.output().contains("Is the store's jar on the class path?"), outcome.output());
  }

  private static List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    OURS.forEach(artifact -> jars.add(ParleyModule.named(artifact).location()));
    for (String needed : NEEDED) {
      List<Path> found =
          Project.classPath().stream()
              .filter(jar -> jar.getFileName().toString().startsWith(needed))
              .toList();
      assertEquals(1, found.size(), () -> needed + ": " + found);
      jars.addAll(found);
    }
    return jars;
  }

  /** Somebody else may take the port before Redis does. */
  private static RedisServer startedRedis() throws Exception {
    for (int left = 9; ; left--) {
      RedisServer redis =
          RedisServer.newRedisServer()
              .port(freePort())
              .bind("127.0.0.1")
              .setting("save \"\"")
              .build();
      try {
        redis.start();
        return redis;
      } catch (IOException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
