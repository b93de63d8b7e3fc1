package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import dev.parley.verification.OutsideProgram.On;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that has the published jars and nothing else compiles without a warning, and talks to
 * both providers, in a JVM of its own. A real call is needed: what an automatic module requires is
 * not resolved for it, and only shows when the class is missed.
 */
class ConsumerTest {
  /** What belongs to the provider {@code openai} alone. */
  private static final List<String> OF_OPENAI =
      List.of(
          "okhttp3.",
          "okio.",
          "kotlin.",
          "com.fasterxml.",
          "dagger.",
          "jakarta.inject.",
          "dev.parley.chatcompletions.",
          "dev.parley.openai.internal.");

  /** What models opened by name come wrapped in. */
  private static final List<String> OF_POLICIES =
      List.of("dev.parley.policies.Retry", "dev.failsafe.RetryPolicy");

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, annotations {1}")
  @CsvSource({
    "CLASS_PATH, false",
    "CLASS_PATH, true",
    "MODULE_PATH, false",
    "MODULE_PATH, true",
  })
  void a_program_talks_to_both_providers(On path, boolean annotations) throws Exception {
    List<Path> jars = jars(annotations);
    OutsideProgram program = compile(path, jars);
    try (LoopbackServer server = new LoopbackServer()) {
      Outcome outcome = program.run(server.baseUrl(), "mock:echo", "openai:m");
      String output = outcome.output();
      assertEquals(0, outcome.status(), output);
      assertTrue(output.contains("mock:echo completes: You said: Hi"), output);
      assertTrue(output.contains("mock:echo streams: You said: Hi"), output);
      assertTrue(output.contains("openai:m completes: " + LoopbackServer.ANSWER), output);
      assertTrue(output.contains("openai:m streams: " + LoopbackServer.ANSWER), output);
      assertFalse(output.contains("problem: "), output);
      assertTrue(
          output.contains("module: " + (path == On.MODULE_PATH ? "consumer" : "null")), output);
      assertEquals(annotations, jars.stream().anyMatch(jar -> jar.toString().contains("jspecify")));
      for (String policy : OF_POLICIES) {
        assertTrue(outcome.loaded().contains(policy), policy + " was not loaded");
      }
      for (String prefix : OF_OPENAI) {
        if (!prefix.startsWith("jakarta")) {
          assertTrue(
              outcome.loaded().stream().anyMatch(name -> name.startsWith(prefix)),
              "no class of " + prefix + " was loaded: is the list of what to look for right?");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(On.class)
  void no_class_of_a_provider_that_is_not_used_is_loaded(On path) throws Exception {
    List<Path> jars = jars(false);
    OutsideProgram program = compile(path, jars);
    Outcome outcome = program.run("http://127.0.0.1:1/v1", "mock:echo");
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(outcome.loaded().contains("dev.parley.mock.MockProviderFactory"));
    List<String> loaded =
        outcome.loaded().stream()
            .filter(name -> OF_OPENAI.stream().anyMatch(name::startsWith))
            .sorted()
            .toList();
    assertEquals(List.of(), loaded);
  }

  @Test
  void a_program_without_providers_is_told_what_to_do() throws Exception {
    List<Path> jars = List.of(ParleyModule.named("parley-api").location());
    OutsideProgram program = compile(On.MODULE_PATH, jars);
    Outcome outcome = program.run("http://127.0.0.1:1/v1", "mock:echo");
    assertEquals(1, outcome.status());
    assertTrue(
        outcome.output().contains("dev.parley.error.ConfigurationException"), outcome.output());
    assertFalse(outcome.output().contains("NoClassDefFoundError"), outcome.output());
  }

  private static List<Path> jars(boolean annotations) {
    List<Path> jars = new ArrayList<>(Project.openAiClassPath());
    jars.add(ParleyModule.named("parley-mock").location());
    if (annotations) {
      Project.classPath().stream()
          .filter(jar -> jar.getFileName().toString().startsWith("jspecify-"))
          .forEach(jars::add);
    }
    return jars;
  }

  private OutsideProgram compile(On path, List<Path> jars) throws Exception {
    return OutsideProgram.compile("consumer", path, jars, folder);
  }
}
