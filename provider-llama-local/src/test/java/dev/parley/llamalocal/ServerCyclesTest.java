package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.spi.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Counts the threads of the JVM, so nothing may run beside it. */
@Isolated
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ServerCyclesTest {
  private static final int CYCLES = 20;

  @TempDir Path folder;

  @Test
  void servers_that_come_and_go_leave_nothing() throws Exception {
    try (FakeInstall fake = new FakeInstall(folder)) {
      String file = fake.model("story.gguf").toString();
      once(fake, file); // Threads that all providers share may stay.
      long threads = threads();

      for (int cycle = 1; cycle < CYCLES; cycle++) {
        once(fake, file);
        assertEquals(List.of(), fake.running());
        assertEquals(Set.of(), fake.notes());
      }

      assertEquals(CYCLES, fake.starts());
      Await.until("their threads have ended", () -> threads() <= threads);
    }
  }

  private static void once(FakeInstall fake, String file) {
    try (Provider provider = fake.settings().build();
        ChatModel model = provider.chat(file)) {
      assertEquals("1 2 3 ", model.complete(ChatRequest.of("Hello")).text());
      assertEquals(1, fake.notes().size());
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("parley-"))
        .count();
  }
}
