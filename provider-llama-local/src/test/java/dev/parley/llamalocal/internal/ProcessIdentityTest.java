package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Telling processes apart. */
@Timeout(60)
class ProcessIdentityTest {
  private static final long OWN = ProcessHandle.current().pid();

  /** A program that waits for the end of its input, under a name of the JDK's. */
  private static Process waiting() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "jshell");
    return new ProcessBuilder(java.toString(), "-").redirectErrorStream(true).start();
  }

  @Test
  void a_process_has_one_identity_for_life() {
    Optional<String> own = ProcessIdentity.of(OWN);
    assertTrue(own.isPresent());
    assertFalse(own.get().isBlank());
    assertEquals(own, ProcessIdentity.of(OWN));
    assertTrue(ProcessIdentity.isRunning(ProcessHandle.current()));
  }

  @Test
  void two_processes_have_two_until_one_has_ended_and_has_none() throws Exception {
    Process other = waiting();
    try {
      assertTrue(ProcessIdentity.of(other.pid()).isPresent());
      assertNotEquals(ProcessIdentity.of(OWN), ProcessIdentity.of(other.pid()));
      assertTrue(ProcessIdentity.isRunning(other.toHandle()));
    } finally {
      other.destroyForcibly();
    }
    assertTrue(other.waitFor(30, TimeUnit.SECONDS));
    assertEquals(Optional.empty(), ProcessIdentity.of(other.pid()));
    assertFalse(ProcessIdentity.isRunning(other.toHandle()));
  }

  @Test
  void there_is_none_of_a_number_that_no_process_has() {
    assertEquals(Optional.empty(), ProcessIdentity.of(Long.MAX_VALUE));
  }
}
