package dev.parley.cli.check;

import dev.parley.cli.process.ChildProgram;
import dev.parley.cli.process.ChildProgram.Ended;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Surroundings;
import dev.parley.config.ProviderSettings;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks for the server that is started for local models, and for the files of the models. */
final class LocalServerCheck {
  private static final String PROGRAM = "llama-server";
  private static final String VARIABLE = "LLAMA_SERVER";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String NO_PATH =
      "This process can use no path with other letters than ASCII without a UTF-8 locale, such as"
          + " LC_ALL=C.UTF-8: there is no program ";
  private static final String MAGIC = "GGUF";

  private final Surroundings surroundings;
  private final ChildProgram programs;
  private final CheckReport report;

  @Inject
  LocalServerCheck(Surroundings surroundings, ChildProgram programs, CheckReport report) {
    this.surroundings = surroundings;
    this.programs = programs;
    this.report = report;
  }

  /** Looks at the program, and at the models that are named by a path. Starts no server. */
  void check(String instance, List<String> names, ProviderSettings settings) throws IOException {
    program(instance + " " + PROGRAM, settings);
    for (String name : names) {
      if (isPath(name) || settings.origin("models-folder").isEmpty()) {
        model(instance + " model", name);
      }
    }
  }

  /** {@return whether a model is named by a path, not by its name in the folder of models} */
  static boolean isPath(String model) {
    return model.endsWith(".gguf")
        || model.startsWith(".")
        || model.startsWith("~")
        || new File(model).isAbsolute();
  }

  private void program(String subject, ProviderSettings settings) throws IOException {
    Optional<Path> set = settings.path("binary");
    Optional<String> named = settings.environment(VARIABLE);
    Optional<Path> program;
    String place;
    if (set.isPresent()) {
      place = "which \"" + settings.fullName("binary") + "\" names";
      program = set.filter(LocalServerCheck::isProgram);
    } else if (named.isPresent()) {
      place = "which " + VARIABLE + " names";
      program = path(named.get()).filter(LocalServerCheck::isProgram);
    } else {
      place = "on the PATH";
      program = programs.find(PROGRAM);
    }
    if (program.isEmpty()) {
      boolean unnamed = set.isEmpty() && named.isPresent() && path(named.get()).isEmpty();
      report.bad(
          subject,
          (unnamed ? NO_PATH : "There is no program ")
              + place
              + "; install llama.cpp, or say where its llama-server is with \""
              + settings.fullName("binary")
              + "\" or "
              + VARIABLE,
          ExitCode.MISSING_SETTING);
      return;
    }
    version(subject, program.get());
  }

  private void version(String subject, Path program) throws IOException {
    String problem;
    try {
      Optional<Ended> ended =
          programs.run(LIMIT, "", List.of(program.toAbsolutePath().toString(), "--version"));
      if (ended.isPresent() && ended.get().code() == 0) {
        report.good(subject, program + ", " + version(ended.get()));
        return;
      }
      problem =
          ended
              .map(how -> "ends with exit code " + how.code())
              .orElse("does not end within " + LIMIT.toSeconds() + " s");
    } catch (IOException e) {
      problem = "cannot be run: " + e.getMessage();
    }
    report.bad(
        subject,
        program + " --version " + problem + "; is it a llama-server for this machine?",
        ExitCode.CONFIGURATION);
  }

  /** It says it on either, among what it says of the machine. */
  private static String version(Ended ended) {
    return (ended.out() + "\n" + ended.err())
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("version"))
        .findFirst()
        .orElse("which does not tell its version");
  }

  private void model(String subject, String name) throws IOException {
    Optional<Path> path = path(name);
    if (path.isEmpty() || !Files.isRegularFile(path.get())) {
      report.bad(
          subject, name + " is no file; check the path of the model", ExitCode.REFUSED_REQUEST);
      return;
    }
    try (InputStream in = Files.newInputStream(path.get())) {
      String head = new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1);
      if (head.equals(MAGIC)) {
        report.good(subject, name + ", " + Files.size(path.get()) / 1_000_000 + " MB");
      } else {
        report.bad(
            subject,
            name + " is no GGUF file; convert the model, or get it as .gguf",
            ExitCode.REFUSED_REQUEST);
      }
    } catch (IOException e) {
      report.bad(
          subject,
          name + " cannot be read (" + e.getClass().getSimpleName() + "); check its permissions",
          ExitCode.REFUSED_REQUEST);
    }
  }

  private Optional<Path> path(String text) {
    try {
      return Optional.of(
          text.startsWith("~/") && surroundings.home().isPresent()
              ? surroundings.home().get().resolve(text.substring(2))
              : surroundings.workingFolder().resolve(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
