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
    assertEquals(0, run.with("providers", "fake"));
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
  void instances_and_our_own_settings_are_listed_too() throws Exception {
    Files.writeString(folder.resolve("c.properties"), "work.provider=fake\n");
    Run run = new Run(folder, new FakeFactory("fake")).environment("HOME_1_PROVIDER", "fake");
    assertEquals(0, run.with("providers", "--config", "c.properties"));
    assertTrue(
        run.out().contains("\nwork (an instance of fake)\n  work.api-key  WORK_API_KEY  secret\n"),
        run.out());
    assertTrue(run.out().contains("\nhome-1 (an instance of fake)\n"), run.out());
    assertTrue(
        run.out().contains("\nparley (Parley's own settings)\n  model  PARLEY_MODEL  text\n"),
        run.out());
  }

  @Test
  void a_name_chooses_and_an_unknown_one_is_told_with_the_nearest() {
    Run run = new Run(folder, new FakeFactory("fake"), new FakeFactory("other"));
    assertEquals(0, run.with("providers", "other"));
    assertTrue(run.out().startsWith("other\n"), run.out());
    assertFalse(run.out().contains("fake"), run.out());
    Run wrong = new Run(folder, new FakeFactory("fake"));
    assertEquals(2, wrong.with("providers", "fkae"));
    assertEquals(
        "parley: No provider or instance \"fkae\". Did you mean \"fake\"? Found: fake, parley\n",
        wrong.err());
  }

  @Test
  void json_is_one_array_on_one_line() {
    Run run = new Run(folder, new FakeFactory("fake"));
    assertEquals(0, run.with("providers", "fake", "--json"));
    assertTrue(
        run.out()
            .startsWith(
                "[{\"name\":\"fake\",\"provider\":\"fake\",\"settings\":[{\"name\":\"fake.api-key\","
                    + "\"variable\":\"FAKE_API_KEY\",\"type\":\"secret\""),
        run.out());
    assertEquals(1, run.out().lines().count());
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
