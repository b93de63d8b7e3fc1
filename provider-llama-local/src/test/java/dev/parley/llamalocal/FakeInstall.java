package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.spi.Provider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@link FakeLlamaServer} as it is installed for one test, with what was started of it. Closing
 * it closes the test's providers, and fails if they have left anything behind.
 */
final class FakeInstall implements AutoCloseable {
  private static final String STARTS = "starts";

  private final Path folder;
  private final List<Provider> providers = new ArrayList<>();

  FakeInstall(Path folder) throws IOException {
    this.folder = folder.toRealPath();
    script("");
  }

  /** Where the program notes which servers it has started. */
  Path stateFolder() {
    return folder.resolve("state");
  }

  Path binary() {
    return folder.resolve("llama-server");
  }

  /** Has these lines of shell run before the server. */
  void script(String... before) throws IOException {
    writeScript("exec", before);
  }

  /** Has a shell stay in front of the server, as wrappers do. */
  void wrapper() throws IOException {
    writeScript("", "trap 'exit 7' TERM");
  }

  private void writeScript(String exec, String... before) throws IOException {
    List<String> lines = new ArrayList<>(List.of("#!/bin/sh"));
    lines.add("echo $$ >> '" + folder.resolve(STARTS) + "'");
    lines.addAll(List.of(before));
    lines.add(
        String.join(
            " ",
            exec,
            "'" + java() + "'",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m",
            "-cp '" + testClasses() + "'",
            FakeLlamaServer.class.getName(),
            "'" + folder + "'",
            "\"$@\""));
    lines.add("exit $?");
    // In one step: a file that is being written cannot be run.
    Path draft = Files.write(folder.resolve("llama-server.draft"), lines);
    if (!draft.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + draft + " executable");
    }
    Files.move(draft, binary(), StandardCopyOption.REPLACE_EXISTING);
  }

  /** A file whose header is that of a GGUF model without weights. */
  Path model(String name) throws IOException {
    byte[] key = "general.architecture".getBytes(StandardCharsets.UTF_8);
    byte[] value = "llama".getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    header.put("GGUF".getBytes(StandardCharsets.UTF_8)).putInt(3).putLong(0).putLong(1);
    header.putLong(key.length).put(key).putInt(8).putLong(value.length).put(value);
    byte[] file = new byte[header.position()];
    header.flip().get(file);
    return Files.write(folder.resolve(name), file);
  }

  /** What every test sets. */
  LlamaLocal.Builder settings() {
    return LlamaLocal.builder().binary(binary()).set("state-folder", stateFolder().toString());
  }

  /** A provider that {@link #close} closes. */
  Provider open(LlamaLocal.Builder settings) {
    Provider provider = settings.build();
    providers.add(provider);
    return provider;
  }

  Provider open() {
    return open(settings());
  }

  /** Has the servers do something until {@link #no}. */
  void yes(String file) throws IOException {
    Files.writeString(folder.resolve(file), "");
  }

  void no(String file) throws IOException {
    Files.delete(folder.resolve(file));
  }

  /** How often the program was run. */
  int starts() {
    return lines(STARTS).size();
  }

  /** The servers that have been run, in no order; one that has just been started may be missing. */
  List<Long> servers() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".pid"))
          .map(name -> Long.valueOf(name.substring(0, name.indexOf('.'))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servers that run. */
  List<Long> running() {
    return servers().stream().filter(FakeInstall::isRunning).toList();
  }

  /** The one server that runs. */
  long server() {
    List<Long> running = running();
    assertEquals(1, running.size(), running::toString);
    return running.get(0);
  }

  static boolean isRunning(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid);
  }

  /** Orphans may wait for their burial for long, where the first process does not care. */
  private static boolean isZombie(long pid) {
    try {
      Path status = Path.of("/proc", String.valueOf(pid), "status");
      String text = Files.exists(status) ? Files.readString(status) : "";
      return text.contains("State:\tZ") && text.contains("Threads:\t1\n");
    } catch (IOException e) {
      return true; // It has ended meanwhile.
    }
  }

  /** Kills a server, and waits for its end. */
  static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Await.until(pid + " has ended", () -> !isRunning(pid));
  }

  List<String> arguments(long pid) {
    return lines(pid + ".arguments");
  }

  List<String> environment(long pid) {
    return lines(pid + ".environment");
  }

  String key(long pid) {
    String prefix = "LLAMA_API_KEY=";
    return environment(pid).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .collect(Collectors.joining());
  }

  /** How many requests were answered so: method, path, status. */
  long answered(String request) {
    return lines(FakeLlamaServer.REQUESTS).stream()
        .filter(line -> line.startsWith(request))
        .count();
  }

  private List<String> lines(String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the program has noted of its servers and not taken back. */
  Set<String> notes() {
    if (!Files.exists(stateFolder())) {
      return Set.of();
    }
    try (Stream<Path> notes = Files.list(stateFolder())) {
      return notes.map(note -> note.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      providers.forEach(Provider::close);
      assertEquals(Set.of(), left());
      assertEquals(Set.of(), notes());
    } finally {
      left().forEach(FakeInstall::kill);
    }
  }

  /** What still runs of all that was ever run. */
  private Set<Long> left() {
    Set<Long> all = new HashSet<>(servers());
    lines(STARTS).forEach(pid -> all.add(Long.valueOf(pid)));
    return all.stream().filter(this::isOurs).collect(Collectors.toSet());
  }

  /** Not a later process of that number. */
  private boolean isOurs(long pid) {
    return isRunning(pid)
        && ProcessHandle.of(pid)
            .flatMap(process -> process.info().commandLine())
            .filter(line -> line.contains(folder.toString()))
            .isPresent();
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The folder of the test classes, on the class path or patched into a module. */
  static Path testClasses() {
    String name = FakeLlamaServer.class.getName().replace('.', '/') + ".class";
    try {
      URI file = Objects.requireNonNull(FakeInstall.class.getResource("/" + name)).toURI();
      Path root = Path.of(file);
      for (int i = Path.of(name).getNameCount(); i > 0; i--) {
        root = root.getParent();
      }
      return root;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that the tests run on, as a class path. */
  static String classPath() {
    return Stream.of("jdk.module.path", "surefire.test.class.path", "java.class.path")
        .map(System::getProperty)
        .filter(Objects::nonNull)
        .collect(Collectors.joining(File.pathSeparator, testClasses() + File.pathSeparator, ""));
  }
}
