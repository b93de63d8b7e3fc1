package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where it is noted which servers were started. */
class StateFolderTest {
  @TempDir Path home;

  private Path standard(String system, String stateHome, String localAppData) {
    return PidFolder.standard(
        system, home, Optional.ofNullable(stateHome), Optional.ofNullable(localAppData));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, .local/state",
    "FreeBSD, .local/state",
    "Mac OS X, Library/Application Support",
    "Windows 11, AppData/Local"
  })
  void each_platform_has_its_own(String system, String below) {
    Path expected = home.resolve(below).resolve("parley/llama-local");
    assertEquals(expected, standard(system, null, null));
  }

  @Test
  void the_environment_of_the_platform_says_another() {
    String other = home.resolve("other").toString();
    Path expected = home.resolve("other/parley/llama-local");
    assertEquals(expected, standard("Linux", other, null));
    assertEquals(expected, standard("Windows 11", null, other));
  }

  @Test
  void the_environment_of_another_platform_says_nothing() {
    String other = home.resolve("other").toString();
    assertEquals(standard("Linux", null, null), standard("Linux", null, other));
    assertEquals(standard("Mac OS X", null, null), standard("Mac OS X", other, other));
    assertEquals(standard("Windows 11", null, null), standard("Windows 11", other, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative/state"})
  void what_is_not_absolute_does_not_count(String value) {
    assertEquals(standard("Linux", null, null), standard("Linux", value, null));
    assertEquals(standard("Windows 11", null, null), standard("Windows 11", null, value));
  }
}
