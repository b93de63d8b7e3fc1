package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.process.ExitCode;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  @TempDir Path folder;

  private Run run(FakeFactory.Step... script) {
    return new Run(folder, new FakeFactory("fake", script), new FakeFactory("locked", STOP));
  }

  private static void assertOneLine(Run run) {
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void an_unknown_provider_is_told_with_the_list_and_the_nearest_name() {
    Run run = run();
    assertEquals(3, run.with("-m", "fkae:m", "x"));
    assertOneLine(run);
    assertTrue(run.err().contains("Did you mean \"fake\"? Found: fake, locked."), run.err());
  }

  @Test
  void an_unknown_setting_is_told_with_the_nearest_name() throws Exception {
    Files.writeString(folder.resolve("c.properties"), "fake.base-ulr=http://localhost\n");
    Run run = run();
    assertEquals(4, run.with("--config", "c.properties", "-m", "fake:m", "x"));
    assertOneLine(run);
    assertTrue(run.err().contains("Did you mean \"base-url\"?"), run.err());
  }

  @Test
  void a_setting_that_the_working_folder_may_not_set_is_told() throws Exception {
    Files.writeString(folder.resolve("parley.properties"), "fake.api-key=" + KEY + "\n");
    Run run = run(STOP);
    assertEquals(5, run.with("-m", "fake:m", "x"));
    assertOneLine(run);
    assertTrue(run.err().contains("\"fake.api-key\" is not allowed"), run.err());
    assertFalse(run.err().contains(KEY), run.err());
  }

  @Test
  void a_missing_key_is_told_by_the_name_of_its_setting() {
    Run run = run();
    assertEquals(6, run.with("-m", "locked:m", "x"));
    assertOneLine(run);
    assertTrue(run.err().contains("\"locked.api-key\" is missing"), run.err());
    assertTrue(run.err().contains("LOCKED_API_KEY"), run.err());
  }

  @Test
  void other_mistakes_of_the_configuration_have_one_code() {
    assertEquals(7, run().with("-m", "no-colon", "x"));
    assertEquals(7, run().with("--config", "not-there", "-m", "fake:m", "x"));
    assertEquals(7, run().environment("PARLEY_TEMPERATURE", "hot").with("-m", "fake:m", "x"));
  }

  @Test
  void what_the_provider_says_is_shown_on_the_same_line_without_the_key() {
    FakeFactory.Step refuse =
        model -> {
          throw new AuthenticationException(
              "the key was rejected",
              ErrorDetails.builder(model)
                  .status(401)
                  .providerMessage("Bad key:\n" + KEY + "\u001B[31m; sk-live12345678")
                  .build(),
              null);
        };
    Run run = run(refuse).environment("FAKE_API_KEY", KEY);
    assertEquals(8, run.with("-m", "fake:m", "x"));
    assertEquals(
        "parley: fake:m: HTTP 401: the key was rejected;"
            + " the provider says: Bad key: *** [31m; ***\n",
        run.err());
  }

  @Test
  void a_server_that_is_not_running_is_told() {
    FakeFactory.Step refuse =
        model -> {
          throw new TransportException("no connection", ErrorDetails.of(model), null);
        };
    Run run = run(refuse);
    assertEquals(11, run.with("--no-stream", "-m", "fake:m", "x"));
    assertEquals("parley: fake:m: no connection\n", run.err());
  }

  @Test
  void a_limit_has_its_own_code() {
    FakeFactory.Step refuse =
        model -> {
          throw new RateLimitedException("too many calls", ErrorDetails.of(model), null);
        };
    assertEquals(10, run(refuse).with("-m", "fake:m", "x"));
  }

  @Test
  void what_came_of_a_broken_answer_stays_on_stdout() {
    FakeFactory.Step fail =
        model -> {
          throw new InterruptedStreamException("broke off", ErrorDetails.of(model), null);
        };
    Run run = run(text("Once upon"), fail);
    assertEquals(12, run.with("-m", "fake:m", "x"));
    assertEquals("Once upon\n", run.out());
    assertOneLine(run);
  }

  @Test
  void a_mistake_of_ours_is_one_line_too() {
    FakeFactory.Step fail =
        model -> {
          throw new StackOverflowError();
        };
    Run broken = run(fail);
    assertEquals(1, broken.with("-m", "fake:m", "x"));
    assertOneLine(broken);
  }

  @Test
  void every_failure_of_a_model_has_a_code() {
    assertEquals(Set.of(ModelException.class.getPermittedSubclasses()), ExitCode.FAILURES.keySet());
  }

  @Test
  void the_numbers_differ() {
    assertEquals(ExitCode.values().length, ExitCode.table().size());
  }
}
