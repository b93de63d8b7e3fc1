package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.TransportException;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationTest {
  private static final ConversationId TRIP = new ConversationId("trip");

  @TempDir Path folder;
  private final FakeFactory fake = new FakeFactory("fake", text("Yes."), STOP);

  private Run run() {
    return new Run(folder, fake);
  }

  private ConversationStore store() {
    return ConversationStores.open("file:" + folder.resolve("data/parley/conversations"));
  }

  private List<String> kept(ConversationId id) {
    try (ConversationStore store = store()) {
      return store.read(id).entries().stream().map(entry -> entry.message().text()).toList();
    }
  }

  private static List<String> texts(ChatRequest request) {
    return request.messages().stream().map(Message::text).toList();
  }

  @Test
  void a_prompt_is_kept_and_continued() {
    run().with("-m", "fake:m", "Ada", "here");
    run().with("-m", "fake:m", "-c", "Who?");
    Run third = run();
    assertEquals(0, third.with("-m", "fake:m", "--continue", "Sure?"), third::err);
    assertEquals(List.of("Ada here", "Yes.", "Who?", "Yes.", "Sure?"), texts(fake.requests.get(2)));
    assertEquals("", third.err());
  }

  @Test
  void a_prompt_without_continue_begins_anew() {
    run().with("-m", "fake:m", "one");
    run().with("-m", "fake:m", "two");
    assertEquals(List.of("two"), texts(fake.requests.get(1)));
  }

  @Test
  void a_named_conversation_is_begun_and_gone_on_with_and_continued() {
    run().with("-m", "fake:m", "--conversation", "trip", "-s", "Be brief.", "one");
    run().with("-m", "fake:m", "something else");
    run().with("-m", "fake:m", "--conversation", "trip", "two");
    run().with("-m", "fake:m", "-c", "three");
    assertEquals(List.of("Be brief.", "one", "Yes.", "two", "Yes.", "three", "Yes."), kept(TRIP));
    assertEquals(
        List.of("Be brief.", "one", "Yes.", "two", "Yes.", "three"), texts(fake.requests.get(3)));
  }

  @Test
  void continuing_with_nothing_is_told() {
    Run run = run();
    assertEquals(2, run.with("-m", "fake:m", "-c", "x"));
    assertEquals("parley: there is no conversation to continue yet\n", run.err());
    assertEquals(List.of(), fake.requests);
  }

  @Test
  void continue_and_a_name_exclude_each_other() {
    Run run = run();
    assertEquals(2, run.with("-m", "fake:m", "-c", "--conversation", "trip", "x"));
    assertEquals("parley: --continue and --conversation exclude each other\n", run.err());
  }

  @Test
  void an_empty_name_is_told() {
    Run run = run();
    assertEquals(2, run.with("-m", "fake:m", "--conversation", "", "x"));
    assertEquals(
        "parley: no name for a conversation: A conversation's id must not be empty\n", run.err());
  }

  @Test
  void the_newest_is_continued_where_the_last_is_gone() {
    run().with("-m", "fake:m", "--conversation", "trip", "one");
    run().with("-m", "fake:m", "--conversation", "gone", "one");
    try (ConversationStore store = store()) {
      store.delete(new ConversationId("gone"));
    }
    run().with("-m", "fake:m", "-c", "two");
    assertEquals(List.of("one", "Yes.", "two", "Yes."), kept(TRIP));
  }

  @Test
  void a_failed_prompt_leaves_the_last_conversation_the_last() {
    run().with("-m", "fake:m", "--conversation", "trip", "one");
    FakeFactory broken =
        new FakeFactory(
            "fake",
            model -> {
              throw new TransportException("no connection", ErrorDetails.of(model), null);
            });
    assertEquals(11, new Run(folder, broken).with("-m", "fake:m", "lost"));
    run().with("-m", "fake:m", "-c", "two");
    assertEquals(List.of("one", "Yes.", "two", "Yes."), kept(TRIP));
  }

  @Test
  void what_came_of_a_broken_answer_is_kept() {
    FakeFactory broken =
        new FakeFactory(
            "fake",
            text("Once"),
            model -> {
              throw new InterruptedStreamException("broke off", ErrorDetails.of(model), null);
            });
    Run run = new Run(folder, broken);
    assertEquals(12, run.with("-m", "fake:m", "--conversation", "trip", "Tell"));
    assertEquals(List.of("Tell", "Once"), kept(TRIP));
  }

  @Test
  void what_another_process_added_meanwhile_stays_and_is_told() {
    FakeFactory slow =
        new FakeFactory(
            "fake",
            model -> {
              try (ConversationStore store = store()) {
                Transcript now = store.read(TRIP);
                store.append(
                    TRIP,
                    now.version(),
                    AppendId.random(),
                    List.of(Entry.of(Message.user("meanwhile"), Instant.EPOCH)));
              }
              return text("Late.").play(model);
            },
            STOP);
    run().with("-m", "fake:m", "--conversation", "trip", "one");
    Run run = new Run(folder, slow);
    assertEquals(0, run.with("-m", "fake:m", "--conversation", "trip", "two"));
    assertEquals("Late.\n", run.out());
    assertEquals(List.of("one", "Yes.", "meanwhile", "two", "Late."), kept(TRIP));
    assertEquals(
        "parley: another process has added to \"trip\" meanwhile; this turn is kept behind that,"
            + " and its answer did not know it\n",
        run.err());
  }

  @Test
  void a_place_that_cannot_be_used_is_told_and_is_no_failure_of_a_plain_prompt()
      throws IOException {
    Files.writeString(folder.resolve("data"), "no folder");
    Run run = run();
    assertEquals(0, run.with("-m", "fake:m", "x"), run::err);
    assertEquals("Yes.\n", run.out());
    assertTrue(
        run.err().matches("parley: this (will not be|turn is not) kept: [^\n]+\n"), run.err());
  }

  @Test
  void a_place_that_cannot_be_used_is_a_failure_of_a_conversation_that_was_asked_for()
      throws IOException {
    Files.writeString(folder.resolve("data"), "no folder");
    Run run = run();
    assertEquals(16, run.with("-m", "fake:m", "--conversation", "trip", "x"));
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
  }

  @Test
  void where_there_is_no_home_an_answer_is_given_and_a_conversation_refused() {
    Run plain = run().noHome();
    assertEquals(0, plain.with("-m", "fake:m", "x"));
    assertEquals("", plain.err());
    Run named = run().noHome();
    assertEquals(7, named.with("-m", "fake:m", "--conversation", "trip", "x"));
    assertTrue(named.err().contains("set HOME, or the setting \"store\""), named.err());
  }

  @Test
  void another_store_may_be_named() {
    String address = "file:" + folder.resolve("else where");
    run().with("-m", "fake:m", "--store", address, "--conversation", "trip", "one");
    assertFalse(Files.exists(folder.resolve("data")));
    try (ConversationStore store = ConversationStores.open(address)) {
      assertEquals(2, store.read(TRIP).entries().size());
    }
  }

  @Test
  void a_wrong_store_is_told() {
    Run unknown = run();
    assertEquals(7, unknown.with("-m", "fake:m", "--store", "ftp://x/y", "x"));
    assertTrue(unknown.err().matches("parley: [^\n]*ftp[^\n]*\n"), unknown.err());
    Run malformed = run();
    assertEquals(7, malformed.with("-m", "fake:m", "--store", "x", "x"));
    assertTrue(malformed.err().contains("It looks like memory:, file:/folder"), malformed.err());
    assertEquals(List.of(), fake.requests);
  }

  @Test
  void what_is_kept_is_the_owners_alone() throws IOException {
    run().with("-m", "fake:m", "x");
    try (var all = Files.walk(folder)) {
      for (Path each : all.filter(path -> !path.equals(folder)).toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(each));
        assertEquals(Files.isDirectory(each) ? "rwx------" : "rw-------", mode, each.toString());
      }
    }
  }

  @Test
  void joining_what_another_process_has_begun_repeats_no_system_message() {
    FakeFactory slow =
        new FakeFactory(
            "fake",
            model -> {
              run().with("-m", "fake:m", "--conversation", "trip", "-s", "Be brief.", "theirs");
              return text("Late.").play(model);
            },
            STOP);
    Run run = new Run(folder, slow);
    assertEquals(0, run.with("-m", "fake:m", "--conversation", "trip", "-s", "Be brief.", "mine"));
    assertEquals(List.of("Be brief.", "theirs", "Yes.", "mine", "Late."), kept(TRIP));
  }
}
