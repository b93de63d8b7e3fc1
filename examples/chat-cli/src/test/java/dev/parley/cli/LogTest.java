package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.store.export.ConversationImport;
import dev.parley.store.file.FileStore;
import dev.parley.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code parley log}, on a file store. */
class LogTest {
  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new FakeFactory("fake", text("An answer\nin two lines"), STOP));
  }

  private void ask(String name, String question) {
    assertEquals(0, run().with("-m", "fake:m", "--conversation", name, question));
  }

  private Run log(String... arguments) {
    return log(0, arguments);
  }

  private Run log(int code, String... arguments) {
    Run run = run();
    String[] all = Stream.concat(Stream.of("log"), Stream.of(arguments)).toArray(String[]::new);
    assertEquals(code, run.with(all), run::err);
    return run;
  }

  private Path files() {
    return folder.resolve("data/parley/conversations");
  }

  private void keep(String name, Instant at, String question) {
    FileStore.Builder builder = FileStore.builder(files()).clock(() -> at);
    try (ConversationStore store = builder.build()) {
      Entry entry = Entry.of(Message.user(question), at);
      store.append(new ConversationId(name), Version.NONE, AppendId.random(), List.of(entry));
    }
  }

  @Test
  void the_newest_is_listed_first_with_its_title() {
    keep("old", Instant.parse("2020-01-01T00:00:00Z"), "How old?");
    keep("older", Instant.parse("2019-01-01T00:00:00Z"), "Even\nolder?");
    ask("new", "What is\tnew here, and " + "why ".repeat(40));
    List<String> lines = log("list").out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).matches("new    20.*   2  fake:m  What is new here, and why .*…"));
    assertTrue(lines.get(1).matches("old    20.*   1  -  How old\\?"), lines.get(1));
    assertTrue(lines.get(2).matches("older  20.*   1  -  Even older\\?"), lines.get(2));
  }

  @Test
  void a_list_is_cut_where_it_is_asked_and_says_so() {
    keep("a", Instant.EPOCH, "A?");
    keep("b", Instant.EPOCH.plusSeconds(1), "B?");
    Run cut = log("list", "-n", "1");
    assertTrue(cut.out().startsWith("b  "), cut.out());
    assertEquals("parley: 1 older ones are not listed; see -n\n", cut.err());
    assertEquals(2, log("list", "-n", "0").out().lines().count());
    assertEquals(
        "{\"id\":\"b\",\"begun\":\"1970-01-01T00:00:01Z\",\"changed\":\"1970-01-01T00:00:01Z\","
            + "\"messages\":1,\"title\":\"B?\"}\n",
        log("list", "-n1", "--json").out());
  }

  @Test
  void what_was_said_is_shown() {
    ask("talk", "First?");
    ask("talk", "Second?");
    List<String> lines = log("show").out().lines().toList();
    assertEquals("# talk", lines.get(0));
    assertTrue(lines.get(2).startsWith("## user · 20"), lines::toString);
    assertEquals("First?", lines.get(4));
    assertTrue(lines.get(6).startsWith("## assistant · fake:m · 20"), lines::toString);
    assertEquals(List.of("An answer", "in two lines"), lines.subList(8, 10));
    String last = log("show", "talk", "-n", "1").out();
    assertFalse(last.contains("First?"), last);
    assertTrue(last.contains("Second?") && last.contains("An answer"), last);
    assertEquals(4, log("show", "--json").out().lines().count());
  }

  @Test
  void a_text_is_found_in_all_of_them_whatever_its_case() {
    ask("one", "Where is the ÄPFEL tree?");
    ask("two", "Nothing here");
    assertEquals("one:1:user: Where is the ÄPFEL tree?\n", log("search", "äpfel").out());
    assertEquals(2, log("search", "IN TWO").out().lines().count());
    assertEquals(
        "one:1:user: Where is the ÄPFEL tree?\n", log("search", "--regex", "t..e\\?$").out());
    Run none = log(17, "search", "t..e");
    assertEquals("", none.out() + none.err());
  }

  @Test
  void one_that_is_damaged_is_told_and_hides_no_other() throws IOException {
    ask("good", "Fine?");
    ask("bad", "Spoilt?");
    ask("bad", "Is it?"); // What is damaged at the end is taken for what a crash has left.
    Path file;
    try (Stream<Path> all = Files.walk(files())) {
      file =
          all.filter(f -> f.toString().endsWith(".jsonl") && contains(f, "Spoilt")).findAny().get();
    }
    Files.writeString(file, Files.readString(file).replaceFirst("Spoilt", "spoilt"));
    Run found = log("search", "answer");
    assertTrue(found.out().startsWith("good:2:assistant: An answer\n"), found.out());
    assertTrue(found.err().lines().allMatch(line -> line.startsWith("parley: ")), found.err());
    assertFalse(found.err().isEmpty());
    assertTrue(log("list").out().contains("good"));
    Run export = log(16, "export");
    assertTrue(export.out().contains("\"good\""), export.out());
    log("rm", "--yes", "bad");
    assertEquals("", log("list").err());
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void an_export_is_private_can_be_imported_and_never_replaces_a_file_by_itself()
      throws IOException {
    ask("one", "Eins?");
    ask("two", "Zwei?");
    log("export", "-o", "all.jsonl");
    Path file = folder.resolve("all.jsonl");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (ConversationStore store = MemoryStore.create();
        var in = Files.newInputStream(file)) {
      assertEquals(2, ConversationImport.read(in, store).conversations());
    }
    Run again = log(2, "export", "one", "-o", "all.jsonl");
    assertTrue(again.err().endsWith("exists; use another name, or --force to replace it\n"));
    log("export", "one", "-o", "all.jsonl", "--force");
    assertEquals(3, Files.readAllLines(file).size());
    assertEquals(Files.readString(file), log("export", "one").out());
    try (Stream<Path> beside = Files.list(folder)) {
      assertEquals(1, beside.filter(f -> f.toString().contains("all.jsonl")).count());
    }
  }

  @Test
  void removing_asks_on_a_terminal_and_needs_a_yes_elsewhere() {
    ask("one", "Eins?");
    keep("old", Instant.EPOCH, "Old?");
    Run refused = run().stdin("");
    assertEquals(2, refused.with("log", "rm", "one"));
    assertTrue(refused.err().contains("add --yes"), refused.err());
    Run no = run().typed("n\n");
    assertEquals(0, no.with("log", "rm", "--all"));
    assertEquals("parley: remove 2 conversations? [y/N]\nparley: nothing is removed\n", no.err());
    Run yes = run().typed("y\n");
    assertEquals(0, yes.with("log", "rm", "one"));
    assertEquals("parley: remove this conversation? [y/N]\nparley: 1 removed\n", yes.err());
    assertEquals("parley: 1 removed\n", log("rm", "-y", "--older-than", "30d").err());
    assertEquals("parley: there is none to remove\n", log("rm", "--yes", "--all").err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|parley log does one of list, show, search, export, rm; see parley log -h",
        "lsit|Unmatched argument at index 0: 'lsit'; see parley log --help, and put -- before words"
            + " that begin with -",
        "show|there is no conversation yet; ask something",
        "show nope|there is no conversation \"nope\"; see parley log list",
        "show -n -1|-n takes how many turns to show",
        "list -n -1|-n takes how many to list; 0 is all",
        "search --regex (|no regular expression: Unclosed group; without --regex it is a plain text",
        "export nope|there is no conversation \"nope\"; see parley log list",
        "rm nope -y|there is no conversation \"nope\"; see parley log list",
        "rm -y|say which to remove: NAME…, --all or --older-than 30d, one of them",
        "rm -y x --all|say which to remove: NAME…, --all or --older-than 30d, one of them",
        "rm -y --older-than 3w|--older-than takes days, hours or minutes, as 30d, 12h or 90m",
      })
  void what_makes_no_sense_is_told_in_one_line(String arguments, String message) {
    Run run = log(2, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    assertEquals("parley: " + message + "\n", run.err());
    assertEquals("", run.out());
  }

  @Test
  void an_export_into_a_folder_is_told() throws IOException {
    ask("one", "Eins?");
    assertTrue(log(2, "export", "-o", ".").err().contains("is a folder; name a file in it"));
    assertTrue(log(2, "export", "-o", "no/where").err().contains("there is no folder"));
  }

  @Test
  void without_a_home_it_says_where_conversations_could_be() {
    Run run = run().noHome();
    assertEquals(7, run.with("log", "list"));
    assertTrue(run.err().contains("set HOME, or the setting \"store\""), run.err());
  }

  @Test
  void every_part_has_its_help() {
    for (String part : List.of("list", "show", "search", "export", "rm")) {
      assertTrue(log(part, "--help").out().startsWith("Usage: parley log " + part));
    }
    assertTrue(log("-h").out().startsWith("Usage: parley log list|show"));
  }
}
