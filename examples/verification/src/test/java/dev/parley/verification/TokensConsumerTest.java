package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import dev.parley.verification.OutsideProgram.On;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program with the counter of tokens beside the provider counts; without it, it estimates. */
class TokensConsumerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(On.class)
  void a_program_counts_exactly_once_the_jar_is_there(On path) throws Exception {
    List<Path> jars = new ArrayList<>(Project.openAiClassPath());
    jars.add(AutomaticModule.jar(ParleyModule.named("parley-openai-tokens").location(), folder));
    Project.classPath().stream()
        .filter(jar -> jar.getFileName().toString().startsWith("jtokkit-"))
        .forEach(jars::add);
    Outcome outcome = OutsideProgram.compile("counter", path, jars, folder).run();
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("TokenCount[tokens=8, exact=true]"), outcome.output());
  }

  @ParameterizedTest
  @EnumSource(On.class)
  void a_program_without_it_estimates(On path) throws Exception {
    List<Path> jars = Project.openAiClassPath();
    Outcome outcome = OutsideProgram.compile("counter", path, jars, folder).run();
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(outcome.output().contains("TokenCount[tokens=6, exact=false]"), outcome.output());
    assertFalse(
        outcome.loaded().stream().anyMatch(name -> name.startsWith("com.knuddels.")),
        "nothing of JTokkit is on the path");
  }
}
