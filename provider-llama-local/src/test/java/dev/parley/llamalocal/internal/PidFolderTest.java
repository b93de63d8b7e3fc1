package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.llamalocal.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which processes a note has ended, and which are left alone. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class PidFolderTest {
  private static final long SECONDS = 20;

  /** Larger than any system's numbers. A mistake must not end a process that is not the test's. */
  private static final long NOBODY = 1_999_999_999L;

  @TempDir Path temporary;
  private final List<Process> processes = new ArrayList<>();
  private Path folder;
  private PidFolder pids;

  @BeforeEach
  void create() throws Exception {
    folder = Files.createDirectory(temporary.resolve("state"));
    pids = new PidFolder(folder);
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : processes) {
      assertTrue(process.destroyForcibly().waitFor(SECONDS, TimeUnit.SECONDS));
    }
  }

  private Process process() throws IOException {
    Process process = new ProcessBuilder("sleep", "300").start();
    processes.add(process);
    return process;
  }

  private static String identity(Process process) {
    return ProcessIdentity.of(process.pid()).orElseThrow();
  }

  /** A note that another JVM might have left. */
  private Path note(String name, long pid, String identity) throws IOException {
    return Files.writeString(folder.resolve(name), pid + "\n" + identity);
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static void assertEnded(Process process) throws InterruptedException {
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(137, process.exitValue());
  }

  @Test
  void a_process_that_lost_its_jvm_is_ended_and_its_note_removed() throws Exception {
    Process process = process();
    note("1-1-1.server", process.pid(), identity(process));
    pids.endLeftovers();
    assertEnded(process);
    assertEquals(Set.of(), files());
  }

  @Test
  void what_it_started_is_ended_with_it() throws Exception {
    Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 300; exit 1").start();
    processes.add(shell);
    Await.until("it has a child", () -> shell.children().findAny().isPresent());
    ProcessHandle child = shell.children().findAny().orElseThrow();
    note("1-1-1.server", shell.pid(), identity(shell));
    pids.endLeftovers();
    assertTrue(shell.waitFor(SECONDS, TimeUnit.SECONDS));
    assertFalse(ProcessIdentity.isRunning(child));
  }

  @Test
  void a_later_process_of_that_number_is_left_alone() throws Exception {
    Process process = process();
    note("1-1-1.server", process.pid(), identity(process) + "0");
    note("1-1-2.server", process.pid(), "started 0");
    note("1-1-3.server", process.pid(), identity(process()) + "x");
    pids.endLeftovers();
    assertTrue(process.isAlive());
    assertEquals(Set.of(), files());
  }

  @Test
  void a_note_of_an_earlier_jvm_of_our_number_counts() throws Exception {
    Process process = process();
    String name = ProcessHandle.current().pid() + "-1-" + process.pid() + ".server";
    note(name, process.pid(), identity(process));
    pids.endLeftovers();
    assertEnded(process);
    assertEquals(Set.of(), files());
  }

  @Test
  void our_own_servers_are_left_alone() throws Exception {
    Process process = process();
    PidFolder.Note note = noted(pids, process);
    pids.endLeftovers();
    new PidFolder(folder).endLeftovers();
    assertTrue(process.isAlive());
    assertEquals(1, files().size());
    note.close();
    assertEquals(Set.of(), files());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\n",
        "garbage",
        NOBODY + "",
        NOBODY + "\n",
        NOBODY + "\n\u0000",
        "-" + NOBODY + "\nx",
        "12345678901234567890\nx"
      })
  void a_note_that_makes_no_sense_is_removed(String text) throws Exception {
    Files.writeString(folder.resolve("1-1-1.server"), text);
    Process process = process();
    note("1-1-2.server", process.pid(), identity(process));
    pids.endLeftovers();
    assertEnded(process);
    assertEquals(Set.of(), files());
  }

  @Test
  void a_note_without_an_end_is_removed() throws Exception {
    Files.write(folder.resolve("1-1-1.server"), new byte[1 << 20]);
    pids.endLeftovers();
    assertEquals(Set.of(), files());
  }

  @Test
  void a_note_that_cannot_be_read_is_left_and_stops_nothing() throws Exception {
    Files.createDirectory(folder.resolve("1-1-1.server"));
    Files.createSymbolicLink(folder.resolve("1-1-2.server"), folder.resolve("nothing"));
    Process process = process();
    note("1-1-3.server", process.pid(), identity(process));
    pids.endLeftovers();
    assertEnded(process);
    assertEquals(Set.of("1-1-1.server", "1-1-2.server"), files());
  }

  @Test
  void files_of_others_are_left_alone() throws Exception {
    Files.writeString(folder.resolve("README.txt"), "mine");
    pids.endLeftovers();
    assertEquals(Set.of("README.txt"), files());
  }

  @Test
  void a_draft_is_left_to_its_writer_until_it_is_old() throws Exception {
    Process process = process();
    Path draft = note("1-1-x.draft", process.pid(), identity(process));
    pids.endLeftovers();
    assertTrue(process.isAlive());
    assertEquals(Set.of("1-1-x.draft"), files());

    Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
    pids.endLeftovers();
    assertEnded(process);
    assertEquals(Set.of(), files());
  }

  @Test
  void providers_of_one_jvm_that_start_at_once_do_not_disturb_each_other() throws Exception {
    for (int i = 0; i < 200; i++) {
      note("1-1-" + i + ".server", NOBODY, "not that one");
    }
    List<Future<Void>> starts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      starts.add(
          Await.async(
              () -> {
                new PidFolder(folder).endLeftovers();
                return null;
              }));
    }
    starts.forEach(Await::get);
    assertEquals(Set.of(), files());
  }

  @Test
  void a_folder_that_is_not_there_is_made_for_its_owner_alone() throws Exception {
    Path deep = temporary.resolve("new").resolve("deeper");
    PidFolder fresh = new PidFolder(deep);
    fresh.endLeftovers();
    assertFalse(Files.exists(deep));

    Process process = process();
    try (PidFolder.Note note = noted(fresh, process);
        Stream<Path> files = Files.list(deep)) {
      assertEquals(PosixFilePermissions.fromString("rwx------"), permissions(deep));
      assertEquals(PosixFilePermissions.fromString("rwx------"), permissions(deep.getParent()));
      Path file = files.findFirst().orElseThrow();
      assertEquals(PosixFilePermissions.fromString("rw-------"), permissions(file));
      assertTrue(file.getFileName().toString().endsWith(process.pid() + ".server"));
      assertEquals(
          process.pid() + "\n" + identity(process), Files.readString(file), note::toString);
    }
  }

  private static PidFolder.Note noted(PidFolder pids, Process process) throws IOException {
    PidFolder.Note note = pids.draft();
    note.of(process.pid());
    return note;
  }

  private static Set<?> permissions(Path file) throws IOException {
    return Files.getPosixFilePermissions(file);
  }

  @Test
  void a_folder_that_is_a_file_is_told() throws Exception {
    PidFolder wrong = new PidFolder(Files.writeString(temporary.resolve("file"), "text"));
    assertThrows(IOException.class, wrong::endLeftovers);
    assertThrows(IOException.class, wrong::draft);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, '', '', /home/me/.local/state/parley/llama-local",
    "Linux, /state, '', /state/parley/llama-local",
    "Linux, relative, '', /home/me/.local/state/parley/llama-local",
    "Mac OS X, /state, '', /home/me/Library/Application Support/parley/llama-local",
    "Windows 11, /state, /local, /local/parley/llama-local",
    "Windows 11, '', '', /home/me/AppData/Local/parley/llama-local"
  })
  void the_platform_says_where_the_folder_is(
      String system, String stateHome, String localAppData, Path expected) {
    assertEquals(
        expected,
        PidFolder.standard(
            system, Path.of("/home/me"), Optional.of(stateHome), Optional.of(localAppData)));
  }
}
