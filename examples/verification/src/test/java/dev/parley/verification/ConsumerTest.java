package dev.parley.verification;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
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

  enum On {
    CLASS_PATH,
    MODULE_PATH
  }

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
    Path program = compile(path, jars);
    try (LoopbackServer server = new LoopbackServer()) {
      Outcome outcome = run(path, jars, program, server.baseUrl(), "mock:echo", "openai:m");
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
    Path program = compile(path, jars);
    Outcome outcome = run(path, jars, program, "http://127.0.0.1:1/v1", "mock:echo");
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
    Path program = compile(On.MODULE_PATH, jars);
    Outcome outcome = run(On.MODULE_PATH, jars, program, "http://127.0.0.1:1/v1", "mock:echo");
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

  private Path compile(On path, List<Path> jars) throws Exception {
    Path sources = Project.here().resolve("src/test/consumer");
    List<Path> files = new ArrayList<>(List.of(sources.resolve("consumer/Consumer.java")));
    if (path == On.MODULE_PATH) {
      files.add(sources.resolve("module-info.java"));
    }
    Path target = Files.createDirectory(folder.resolve("program"));
    List<String> options =
        List.of(
            "--release",
            "17",
            "-Xlint:all",
            "-Werror",
            "-d",
            target.toString(),
            path == On.MODULE_PATH ? "-p" : "-cp",
            join(jars.stream()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertTrue(compiled, messages::toString);
    }
    assertEquals("", messages.toString());
    return target;
  }

  private Outcome run(On path, List<Path> jars, Path program, String... arguments)
      throws Exception {
    String all = join(Stream.concat(Stream.of(program), jars.stream()));
    List<String> command = new ArrayList<>();
    if (path == On.MODULE_PATH) {
      command.addAll(List.of("-p", all, "-m", "consumer/consumer.Consumer"));
    } else {
      command.addAll(List.of("-cp", all, "consumer.Consumer"));
    }
    command.addAll(List.of(arguments));
    return ChildJvm.run(Files.createDirectory(folder.resolve("run")), command);
  }

  private static String join(Stream<Path> paths) {
    return paths.map(Path::toString).collect(joining(File.pathSeparator));
  }
}
