package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ErrorDetails;
import dev.parley.error.TransportException;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code parley chat} where lines are piped in. */
class PipedChatTest {
  @TempDir Path folder;
  private final FakeFactory fake = new FakeFactory("fake", text("Yes."), STOP);

  private Run run(String lines) {
    return new Run(folder, fake).stdin(lines);
  }

  private List<String> texts(int request) {
    return fake.requests.get(request).messages().stream().map(Message::text).toList();
  }

  @Test
  void each_line_is_answered_and_known_to_the_next() {
    Run run = run("one\n\ntwo\\\nlines\n//slash");
    assertEquals(0, run.with("chat", "-m", "fake:m", "-s", "Be brief."));
    assertEquals("Yes.\nYes.\nYes.\n", run.out());
    assertEquals("", run.err());
    assertEquals(List.of("Be brief.", "one", "Yes.", "two\nlines", "Yes.", "/slash"), texts(2));
  }

  @Test
  void nothing_is_said_to_nobody() {
    Run run = run("");
    assertEquals(0, run.with("chat", "-m", "fake:m"));
    assertEquals("", run.out() + run.err());
    assertEquals(List.of(), fake.requests);
  }

  @Test
  void the_exit_code_is_that_of_the_last_failure_and_the_rest_is_asked() {
    FakeFactory broken =
        new FakeFactory(
            "broken",
            model -> {
              throw new TransportException("no connection", ErrorDetails.of(model), null);
            });
    Run run = new Run(folder, fake, broken).stdin("one\n/model fake:m\ntwo\n");
    assertEquals(11, run.with("chat", "-m", "broken:m"));
    assertEquals("Yes.\n", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
  }

  @Test
  void a_model_must_be_configured() {
    Run run = run("one\n");
    assertEquals(7, run.with("chat"));
    assertTrue(run.err().startsWith("parley: No model is configured."), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/modle|2|there is no command /modle. Did you mean \"/model\"? /help lists them; // begins"
            + " a message with a slash",
        "/undo now|2|/undo stands alone; leave out what follows it",
        "/undo|2|nothing has been asked in this conversation yet",
        "/retry|2|nothing has been asked in this conversation yet",
        "/fork|2|nothing has been said yet that could be copied",
        "/save|2|say where to, as in /save talk.md or /save talk.json",
        "/save x.md|2|nothing has been said yet that could be saved",
        "/attach -|2|/attach takes a file or the address of an image, not stdin",
        "/attach|2|nothing is attached; say /attach FILE",
        "/model nope:m|3|*",
        "/model nope|7|*",
      })
  void what_makes_no_sense_is_one_line_and_changes_nothing(String line, int code, String said) {
    Run run = run(line + "\nstill there?\n");
    assertEquals(code, run.with("chat", "-m", "fake:m"));
    assertEquals(1, run.err().lines().count(), run.err());
    if (!said.equals("*")) {
      assertEquals("parley: " + said + "\n", run.err());
    }
    assertEquals("Yes.\n", run.out());
  }

  @Test
  void files_that_cannot_be_attached_or_written_are_told() throws IOException {
    Files.write(folder.resolve("image"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    Files.createDirectory(folder.resolve("sub"));
    Run run = run("hi\n/attach none\n/attach image\n/attach sub\n/save no/x.md\n/save sub\n");
    assertEquals(2, run.with("chat", "-m", "fake:m"));
    List<String> said = run.err().lines().toList();
    assertEquals("parley: /attach none: there is no such file", said.get(0));
    assertTrue(said.get(1).startsWith("parley: /attach image: a binary file"), said.get(1));
    assertEquals("parley: /attach sub: a folder; attach its files one by one", said.get(2));
    assertTrue(said.get(3).endsWith("/no; make it first"), said.get(3));
    assertTrue(said.get(4).endsWith("sub is a folder; name a file in it"));
  }

  @Test
  void an_attached_file_goes_with_the_next_message_only() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "Notes.");
    run("/attach notes.txt\nSum up\nThanks\n").with("chat", "-m", "fake:m");
    assertEquals(List.of("Sum up\n\n<file name=\"notes.txt\">\nNotes.\n</file>\n"), texts(0));
    assertEquals("Thanks", texts(1).get(2));
  }

  @Test
  void the_system_message_and_the_model_can_be_switched() {
    Run run = run("/system\n/system Be brief.\n/model\n/model fake:other\nhi\n/system\n");
    run.with("chat", "-m", "fake:m");
    assertEquals(List.of("Be brief.", "hi"), texts(0));
    assertEquals("fake:other", fake.models.get(1).toString());
    assertEquals(
        List.of(
            "parley: there is no system message; /system TEXT sets one",
            "parley: system message set; it holds for this chat",
            "parley: model fake:m",
            "parley: model fake:other",
            "parley: system message: Be brief."),
        run.err().lines().toList());
  }

  @Test
  void retry_and_undo_leave_a_named_conversation_as_it_should_be() {
    run("one\ntwo\n/retry\n/undo\nthree\n").with("chat", "-m", "fake:m", "--conversation", "c");
    assertEquals(List.of("one", "Yes.", "two"), texts(2));
    assertEquals(List.of("one", "Yes.", "three"), texts(3));
    run("four\n").with("chat", "-m", "fake:m", "--conversation", "c");
    assertEquals(List.of("one", "Yes.", "three", "Yes.", "four"), texts(4));
    run("five\n").with("chat", "-m", "fake:m", "--conversation", "c~2");
    assertEquals(List.of("one", "Yes.", "two", "Yes.", "five"), texts(5));
  }

  @Test
  void a_fork_goes_on_beside_the_first() {
    Run run = run("one\n/fork d\ntwo\n/fork d\n");
    assertEquals(2, run.with("chat", "-m", "fake:m", "--conversation", "c"));
    assertTrue(run.err().contains("going on in \"d\"; \"c\" stays as it is"), run.err());
    assertTrue(run.err().contains("there is a conversation \"d\" already"), run.err());
    run("x\n").with("chat", "-m", "fake:m", "--conversation", "c");
    assertEquals(List.of("one", "Yes.", "x"), texts(2));
    run("y\n").with("chat", "-m", "fake:m", "--conversation", "d");
    assertEquals(List.of("one", "Yes.", "two", "Yes.", "y"), texts(3));
  }

  @Test
  void continue_goes_on_with_the_last_conversation() {
    run("one\n").with("chat", "-m", "fake:m");
    run("two\n").with("chat", "-m", "fake:m", "-c");
    assertEquals(List.of("one", "Yes.", "two"), texts(1));
  }

  @Test
  void a_conversation_is_saved_for_its_owner_and_nothing_is_overwritten() throws IOException {
    Path markdown = folder.resolve("talk.md");
    Run run = run("one\n/save talk.md\n/save talk.json\ntwo\n/save talk.md\n");
    assertEquals(2, run.with("chat", "-m", "fake:m", "--conversation", "c"));
    assertEquals("# c\n\n## User\n\none\n\n## fake:m\n\nYes.\n", Files.readString(markdown));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(markdown)));
    assertEquals(3, Files.readAllLines(folder.resolve("talk.json")).size());
    assertTrue(run.err().contains("exists already; /save! writes in its place"), run.err());
    run("/save! talk.md\n").with("chat", "-m", "fake:m", "-c");
    assertTrue(Files.readString(markdown).contains("two"));
  }

  @Test
  void exit_ends_it_and_help_lists_commands() {
    Run run = run("/help\n/exit\nnever asked\n");
    assertEquals(0, run.with("chat", "-m", "fake:m"));
    assertTrue(run.out().contains("/retry"), run.out());
    assertEquals(List.of(), fake.requests);
  }

  @Test
  void where_there_is_no_home_it_works() {
    Run run = run("one\ntwo\n/undo\nthree\n").noHome();
    assertEquals(0, run.with("chat", "-m", "fake:m"), run::err);
    assertEquals(List.of("one", "Yes.", "three"), texts(2));
    assertFalse(Files.exists(folder.resolve("state")));
  }

  @Test
  void a_store_that_cannot_be_used_is_told_once_and_no_failure() throws IOException {
    Files.writeString(folder.resolve("data"), "no folder");
    Run run = run("one\ntwo\n");
    assertEquals(0, run.with("chat", "-m", "fake:m"), run::err);
    assertEquals("Yes.\nYes.\n", run.out());
    assertTrue(run.err().startsWith("parley: this will not be kept: "), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void input_that_cannot_be_read_ends_it() {
    Run run =
        new Run(folder, fake)
            .stdin(
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("Is a directory");
                  }

                  @Override
                  public int read(byte[] into, int from, int length) throws IOException {
                    return read();
                  }
                });
    assertEquals(2, run.with("chat", "-m", "fake:m"));
    assertEquals("parley: stdin cannot be read: Is a directory\n", run.err());
  }

  @Test
  void a_reader_that_leaves_ends_it() {
    Run run =
        run("one\ntwo\n")
            .stdout(
                new OutputStream() {
                  @Override
                  public void write(int b) throws IOException {
                    throw new IOException("Broken pipe");
                  }
                });
    assertEquals(141, run.with("chat", "-m", "fake:m"));
    assertEquals(1, fake.requests.size());
  }

  /** What comes with the first read, and what comes with the second, before which something is. */
  private static InputStream meanwhile(String first, Runnable work, String second) {
    byte[] rest = second.getBytes(StandardCharsets.UTF_8);
    InputStream late =
        new ByteArrayInputStream(rest) {
          private boolean done;

          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            if (!done) {
              work.run();
            }
            done = true;
            return super.read(bytes, offset, length);
          }
        };
    return new SequenceInputStream(
        new ByteArrayInputStream(first.getBytes(StandardCharsets.UTF_8)), late);
  }

  private void add(String text) {
    try (ConversationStore store =
        ConversationStores.open("file:" + folder.resolve("data/parley/conversations"))) {
      ConversationId id = new ConversationId("c");
      store.append(
          id,
          store.read(id).version(),
          AppendId.random(),
          List.of(Entry.of(Message.user(text), Instant.EPOCH)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/undo", "/retry"})
  void what_nobody_has_seen_is_shown_and_not_taken_back(String command) {
    Run run = new Run(folder, fake).stdin(meanwhile("one\n", () -> add("theirs"), command + "\n"));
    assertEquals(2, run.with("chat", "-m", "fake:m", "--conversation", "c"));
    assertTrue(run.err().contains("you: theirs"), run.err());
    assertTrue(
        run.err().endsWith("parley: \"c\" has changed meanwhile; say it again\n"), run.err());
    assertEquals(1, fake.requests.size());
    Run again = run(command + "\n");
    assertEquals(0, again.with("chat", "-m", "fake:m", "--conversation", "c"));
    assertFalse(again.err().contains("changed"), again.err());
  }

  @Test
  void a_store_that_fails_in_the_middle_makes_the_model_forget_nothing() throws IOException {
    Path data = folder.resolve("data");
    Runnable failing =
        () -> {
          try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
              Files.delete(file);
              Files.createDirectory(file); // Neither read nor written as a file from now on.
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Run run = new Run(folder, fake).stdin(meanwhile("one\n", failing, "two\n/undo\nthree\nfour\n"));
    assertEquals(0, run.with("chat", "-q", "-m", "fake:m"), run::err);
    assertEquals(List.of("one", "Yes.", "two"), texts(1));
    assertEquals(List.of("one", "Yes.", "three", "Yes.", "four"), texts(3));
    assertTrue(
        run.err().startsWith("parley: from now on nothing of this chat is kept: "), run.err());
    assertEquals(2, run.err().lines().count(), run.err());
  }
}
