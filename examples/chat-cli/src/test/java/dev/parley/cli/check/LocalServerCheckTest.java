package dev.parley.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.llamalocal.LlamaLocalProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Models on this machine, with a llama-server that only pretends. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are scripts of a Unix shell")
class LocalServerCheckTest {
  @TempDir Path folder;

  private Path program(String body) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program = Files.writeString(bin.resolve("llama-server"), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Run run() {
    return new Run(folder, new LlamaLocalProviderFactory())
        .environment("PATH", folder.resolve("bin") + ":/usr/bin:/bin")
        .environment("LLAMA_LOCAL_API_KEY", "");
  }

  private static void assertLine(int code, String line, Run run, String subject) {
    assertEquals(code, run.with("check", subject), run.out() + run.err());
    assertTrue(run.out().contains(line), run.out());
  }

  @Test
  void the_program_its_version_and_the_file_of_the_model_are_told() throws IOException {
    Path program = program("echo 'load: x' >&2; echo 'version: 7 (abc)' >&2");
    Files.writeString(folder.resolve("tiny.gguf"), "GGUF and so on");
    Run run = run();
    assertLine(0, "ok   llama-local model: ./tiny.gguf", run, "llama-local:./tiny.gguf");
    assertTrue(
        run.out().contains("ok   llama-local llama-server: " + program + ", version: 7 (abc)\n"),
        run.out());
  }

  @Test
  void the_program_gets_no_key() throws IOException {
    program("env >\"$0.environment\"; echo version: 7");
    run()
        .environment("OPENAI_API_KEY", "hidden")
        .environment("LLAMA_LOCAL_API_KEY", "hidden")
        .with("check", "llama-local");
    String environment = Files.readString(folder.resolve("bin/llama-server.environment"));
    assertTrue(environment.contains("PATH="), "no vacuous check");
    assertFalse(environment.contains("hidden"), environment);
  }

  @Test
  void a_program_that_is_not_there_is_told() {
    Run run = run().environment("PATH", folder.toString());
    assertLine(
        6, "FAIL llama-local llama-server: There is no program on the PATH", run, "llama-local");
    Run named = run().environment("LLAMA_SERVER", "/nonexistent/llama-server");
    assertLine(6, "which LLAMA_SERVER names; install llama.cpp", named, "llama-local");
  }

  @Test
  void a_program_that_fails_is_told() throws IOException {
    program("exit 3");
    assertLine(7, "--version ends with exit code 3", run(), "llama-local");
  }

  @Test
  void a_file_that_is_no_model_is_told() throws IOException {
    program("echo version: 7");
    assertLine(9, "./none.gguf is no file", run(), "llama-local:./none.gguf");
    Files.writeString(folder.resolve("text.gguf"), "Hello");
    assertLine(9, "./text.gguf is no GGUF file", run(), "llama-local:./text.gguf");
  }

  @Test
  void a_model_of_the_folder_is_looked_for_there() throws IOException {
    program("echo version: 7");
    Files.createDirectories(folder.resolve("models"));
    Run run = run().environment("LLAMA_LOCAL_MODELS_FOLDER", folder.resolve("models").toString());
    assertLine(9, "FAIL llama-local model: There is no model \"tiny\"", run, "llama-local:tiny");
  }
}
