package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.tck.ChatModelContract;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The provider {@code llama-local} keeps the contract with a real server. What none can be made to
 * do is reported with its reason; against a scripted server {@code LlamaLocalContractTest} plays it
 * all.
 */
class LlamaLocalContractOnRealServerTest implements ChatModelContract {
  private static final Set<String> NOT_PLAYABLE =
      Set.of(
          "AFTER_FAILURE",
          "AT_ONCE",
          "BLANKS",
          "BYTES",
          "CLEAN_END",
          "CROWD",
          "CR_LF",
          "FLOOD",
          "HELD",
          "HINT",
          "KEEP_ALIVE",
          "KEPT_ALIVE",
          "MALFORMED",
          "REFUSED_BROKEN",
          "REFUSED_CONTENT_FILTERED",
          "REFUSED_NOT_FOUND",
          "REFUSED_PERMISSION",
          "REFUSED_QUOTA_EXHAUSTED",
          "REFUSED_RATE_LIMITED",
          "REFUSED_UNAVAILABLE",
          "REQUEST_ID",
          "RESET",
          "SLOW",
          "SLOW_READER",
          "SLOW_READER_OF_MUCH",
          "UNREACHABLE");

  @TempDir static Path folder;
  private static final Set<String> notPlayed = new TreeSet<>();
  private static Path program;

  @BeforeAll
  static void find() {
    program = LlamaServer.required();
  }

  @AfterAll
  static void nothing_else_was_left_out() {
    notPlayed.removeAll(NOT_PLAYABLE);
    assertTrue(notPlayed.isEmpty(), () -> "a real server should play " + notPlayed);
  }

  @Override
  public Stage play(Scenario scenario) {
    try {
      return RealStage.play(program, folder, scenario);
    } catch (NotPlayableException e) {
      notPlayed.add(scenario.name());
      throw new TestAbortedException(
          "not applicable: " + scenario.name() + ": " + e.getMessage(), e);
    }
  }
}
