package dev.parley.config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves {@code ${env:NAME}}, {@code ${file:PATH}} and {@code ${command:LINE}} in a value; <code>
 * $${</code> stands for a plain <code>${</code>. What a file or a command gives is stripped of the
 * line breaks at its end. Paths are relative to the folder of the configuration file. Commands run
 * in the shell of the platform, without input, for at most 60 s, and without the variables that set
 * secrets of providers: what fetches one key has no business with the others.
 */
final class References {
  /** Why a reference cannot be resolved: the problem, never what it would have resolved to. */
  static final class BrokenReference extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenReference(String problem) {
      super(problem);
    }
  }

  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{(?:([a-z]+):([^}]*)\\})?");
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
  private static final int LARGEST_RESULT = 64 * 1024;
  private static final long POLL_MILLIS = 10;

  private final Map<String, String> environment;
  private final Path folder;
  private final SecretVariables secrets;

  References(Map<String, String> environment, Path folder, SecretVariables secrets) {
    this.environment = environment;
    this.folder = folder;
    this.secrets = secrets;
  }

  static boolean present(String text) {
    return text.contains("${");
  }

  String resolve(String text) throws BrokenReference {
    StringBuilder resolved = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(text);
    int from = 0;
    while (matcher.find(from)) {
      resolved.append(text, from, matcher.start());
      if (matcher.group().startsWith("$$")) {
        resolved.append("${");
        from = matcher.start() + "$${".length();
      } else if (matcher.group(1) == null) {
        throw new BrokenReference(
            "holds ${ without a reference; write ${env:NAME}, ${file:PATH} or ${command:LINE}, or"
                + " $${ for a plain ${");
      } else {
        resolved.append(lookUp(matcher.group(1), matcher.group(2)));
        from = matcher.end();
      }
    }
    return resolved.append(text, from, text.length()).toString();
  }

  private String lookUp(String kind, String argument) throws BrokenReference {
    return switch (kind) {
      case "env" -> environment(argument);
      case "file" -> file(argument);
      case "command" -> command(argument);
      default ->
          throw new BrokenReference(
              "has a reference of unknown kind \"" + kind + "\"; there are env, file and command");
    };
  }

  private String environment(String name) throws BrokenReference {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new BrokenReference("refers to environment variable " + name + ", which is not set");
    }
    return value;
  }

  private String file(String path) throws BrokenReference {
    Path file;
    try {
      file = folder.resolve(SettingValues.path(path));
    } catch (InvalidPathException e) {
      throw new BrokenReference("refers to a file by something that is no path");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return text(in.readNBytes(LARGEST_RESULT + 1));
    } catch (IOException e) {
      throw new BrokenReference(
          "refers to file " + file + ", which cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private String command(String line) throws BrokenReference {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    ProcessBuilder builder =
        new ProcessBuilder(windows ? List.of("cmd", "/c", line) : List.of("sh", "-c", line))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> passedOn = builder.environment();
    passedOn.keySet().removeAll(secrets.among(passedOn));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new BrokenReference("refers to a command that cannot be started");
    }
    ChildGuard guard = ChildGuard.of(process);
    try {
      process.getOutputStream().close();
      byte[] output = outputOf(process);
      if (process.exitValue() != 0) {
        throw new BrokenReference(
            "refers to a command that ended with status "
                + process.exitValue()
                + "; run it in a terminal to see why");
      }
      return text(output);
    } catch (IOException e) {
      throw new BrokenReference("refers to a command whose output cannot be read");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokenReference("refers to a command, and the thread was interrupted meanwhile");
    } finally {
      guard.close();
    }
  }

  /** Reads without blocking, so that a command that hangs meets its limit. */
  private static byte[] outputOf(Process process)
      throws IOException, InterruptedException, BrokenReference {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    InputStream in = process.getInputStream();
    long start = System.nanoTime();
    boolean ended;
    do {
      ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      for (int ready = in.available(); ready > 0; ready = in.available()) {
        output.writeBytes(in.readNBytes(ready));
      }
      if (System.nanoTime() - start > COMMAND_LIMIT.toNanos()) {
        throw new BrokenReference(
            "refers to a command that did not end within " + COMMAND_LIMIT.toSeconds() + " s");
      }
      if (output.size() > LARGEST_RESULT) {
        throw tooLarge();
      }
    } while (!ended);
    return output.toByteArray();
  }

  private static BrokenReference tooLarge() {
    return new BrokenReference("refers to more than " + LARGEST_RESULT + " bytes");
  }

  private static String text(byte[] bytes) throws BrokenReference {
    if (bytes.length > LARGEST_RESULT) {
      throw tooLarge();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
