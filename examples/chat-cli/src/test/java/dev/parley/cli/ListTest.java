package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.process.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListTest {
  @TempDir Path folder;

  @Test
  void each_provider_is_listed_with_its_settings_and_never_a_value() {
    Run run =
        new Run(folder, new FakeFactory("fake")).environment("FAKE_API_KEY", "not-to-be-shown");
    assertEquals(0, run.with("providers"));
    assertEquals(
        """
        fake
          fake.api-key  FAKE_API_KEY  secret
              The key.
          fake.base-url  FAKE_BASE_URL  url, default http://127.0.0.1:1
              The server.
          fake.tone  FAKE_TONE  kind or curt
              How it answers.
        """,
        run.out());
    assertEquals("", run.err());
  }

  @Test
  void a_broken_configuration_does_not_hide_the_list() throws Exception {
    Files.writeString(folder.resolve("parley.properties"), "fake.api-key=x\n");
    Run run = new Run(folder, new FakeFactory("fake"));
    assertEquals(0, run.with("providers"));
    assertTrue(run.out().startsWith("fake\n"), run.out());
  }

  @Test
  void a_broken_provider_is_told_and_does_not_hide_the_others() {
    Run run = new Run(folder, new FakeFactory("No Id"), new FakeFactory("fake"));
    assertEquals(0, run.with("providers"));
    assertTrue(run.out().startsWith("fake\n"), run.out());
    assertTrue(run.err().contains("an id that is no name"), run.err());
  }

  @Test
  void no_provider_at_all_is_told() {
    Run run = new Run(folder);
    assertEquals(0, run.with("providers"));
    assertEquals("parley: there is no provider on the class path\n", run.err());
  }

  @Test
  void help_goes_to_stdout_and_has_the_exit_codes() {
    Run run = new Run(folder);
    assertEquals(0, run.with("--help"));
    ExitCode.table().values().forEach(each -> assertTrue(run.out().contains(each), each));
    assertEquals("", run.err());
  }

  @Test
  void the_version_is_the_built_one() {
    Run run = new Run(folder);
    assertEquals(0, run.with("-V"));
    assertTrue(run.out().matches("parley \\d+\\.\\d+\\.\\d+\\S* on Java .+\n"), run.out());
    assertFalse(run.out().contains("${"), run.out());
  }
}
