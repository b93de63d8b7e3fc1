package dev.parley.batch;

import static dev.parley.batch.Lines.input;
import static dev.parley.batch.Lines.json;
import static dev.parley.batch.Lines.outcomes;
import static dev.parley.batch.Lines.read;
import static dev.parley.batch.Lines.rows;
import static dev.parley.batch.Lines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.Fallback;
import dev.parley.spi.Sleeper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a later run into the same log asks, and by which name. */
@Timeout(60)
class ResumeTest {
  private static final ModelId CHEAP = new ModelId("mock", "cheap");
  private static final ModelId DEAR = new ModelId("mock", "dear");
  private static final MockReply REFUSED =
      MockReply.failure(d -> new InvalidRequestException("too long", d, null));
  private static final MockReply DOWN =
      MockReply.failure(d -> new UnavailableException("down", d, null));

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private static MockChatModel model(ModelId id, MockReply always) {
    return MockChatModel.builder().id(id).otherwise(request -> always).build();
  }

  private static MockChatModel answering(ModelId id) {
    return model(id, MockReply.text("by " + id.model()));
  }

  private static Batch batch(ChatModel model) {
    return Batch.builder(model).attempts(1).sleeper(Sleeper.virtual()).build();
  }

  private static List<Optional<String>> keys(MockChatModel model) {
    return model.requests().stream().map(ChatRequest::idempotencyKey).toList();
  }

  @Test
  void a_refused_row_is_asked_when_it_was_mended() throws Exception {
    run(model(CHEAP, REFUSED), out(), input(json("{'id':'a','prompt':'1'}")));

    BatchSummary summary = run(answering(CHEAP), out(), input(json("{'id':'a','prompt':'2'}")));

    assertEquals(List.of("a REFUSED", "a OK"), outcomes(out()));
    assertTrue(summary.isWhole());
  }

  @Test
  void a_refused_row_that_is_none_any_more_keeps_its_id() throws Exception {
    run(model(CHEAP, REFUSED), out(), input(json("{'id':'a','prompt':'1'}")));

    run(answering(CHEAP), out(), input(json("{'id':'a','prompt':1}")));

    assertEquals(List.of("a REFUSED", "a INVALID"), outcomes(out()));
  }

  @Test
  void another_model_is_asked_what_the_first_refused() throws Exception {
    run(model(CHEAP, REFUSED), out(), rows(1));

    run(answering(DEAR), out(), rows(1));

    assertEquals(List.of("r1 REFUSED", "r1 OK"), outcomes(out()));
    assertEquals("by dear", read(out()).get(1).text());
  }

  @Test
  void another_model_leaves_answers_as_they_are_and_the_run_says_so() throws Exception {
    run(answering(CHEAP), out(), rows(2));
    MockChatModel dear = answering(DEAR);
    List<BatchEvent> events = new ArrayList<>();
    Batch batch = Batch.builder(dear).listener((event, soFar) -> events.add(event)).build();

    BatchSummary summary = run(batch, out(), rows(3));

    assertEquals(1, dear.requests().size());
    assertEquals(Map.of(CHEAP, 2L), summary.progress().skippedOfOtherModels());
    assertEquals(new BatchEvent.Skipped("r1", BatchOutcome.OK, Optional.of(CHEAP)), events.get(0));
    assertTrue(summary.isWhole());
    BatchSummary third = run(answering(CHEAP), out(), rows(3));
    assertEquals(Map.of(DEAR, 1L), third.progress().skippedOfOtherModels());
  }

  @Test
  void the_same_model_finds_nothing_of_others() throws Exception {
    run(answering(CHEAP), out(), rows(2));

    BatchSummary summary = run(answering(CHEAP), out(), rows(2));

    assertEquals(2, summary.progress().skipped(BatchOutcome.OK));
    assertEquals(Map.of(), summary.progress().skippedOfOtherModels());
  }

  @Test
  void the_log_has_who_was_asked_and_who_answered() throws Exception {
    ChatModel both = model(DEAR, DOWN).with(Fallback.to(answering(CHEAP)));
    run(both, out(), rows(1));

    BatchResult result = read(out()).get(0);
    assertEquals(Optional.of(DEAR), result.asked());
    assertEquals(Optional.of(CHEAP), result.model());
    assertEquals(Map.of(), run(both, out(), rows(1)).progress().skippedOfOtherModels());
  }

  @Test
  void two_models_in_one_batch_never_get_one_key() throws Exception {
    MockChatModel first = model(DEAR, DOWN);
    MockChatModel second = model(CHEAP, DOWN);
    Batch batch = batch(first.with(Fallback.to(second)));

    run(batch, out(), rows(1));
    run(batch, out(), rows(1));

    assertEquals(2, keys(first).size());
    assertEquals(keys(first).get(0), keys(first).get(1));
    assertEquals(keys(second).get(0), keys(second).get(1));
    assertTrue(keys(second).get(0).isPresent());
    assertNotEquals(keys(first).get(0), keys(second).get(0));
  }

  @Test
  void runs_into_streams_share_no_keys_unless_they_are_named() throws Exception {
    MockChatModel unnamed = answering(CHEAP);
    MockChatModel named = answering(CHEAP);
    for (int run = 0; run < 2; run++) {
      try (BatchLog log = BatchLog.to(OutputStream.nullOutputStream())) {
        Batch.builder(unnamed).build().run(rows(1), log);
      }
      try (BatchLog log = BatchLog.to(OutputStream.nullOutputStream())) {
        Batch.builder(named).name("nightly").build().run(rows(1), log);
      }
    }
    assertNotEquals(keys(unnamed).get(0), keys(unnamed).get(1));
    assertEquals(keys(named).get(0), keys(named).get(1));
  }

  @Test
  void a_file_is_one_batch_however_it_is_called() throws Exception {
    Path real = Files.createDirectories(folder.resolve("real/inner"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    MockChatModel model = model(CHEAP, DOWN);

    run(batch(model), real.resolve("out"), rows(1));
    run(batch(model), link.resolve("out"), rows(1));
    run(batch(model), link.resolve("../inner/out"), rows(1));

    assertEquals(3, keys(model).size());
    assertEquals(1, keys(model).stream().distinct().count());
  }

  @Test
  void an_answered_row_without_an_id_keeps_its_answer_when_the_settings_change() throws Exception {
    String row = json("'hi'");
    MockChatModel model = answering(CHEAP);
    run(batch(model), out(), input(row));

    run(Batch.builder(model).settings(r -> r.maxOutputTokens(7)).build(), out(), input(row));
    BatchSummary third = run(batch(model), out(), input(row));

    String id = read(out()).get(0).id();
    assertEquals(List.of(id + " OK", id + "-changed_row INVALID"), outcomes(out()));
    assertEquals(1, model.requests().size());
    assertTrue(third.isWhole());
  }

  @Test
  void an_answered_row_without_an_id_keeps_its_answer_when_it_names_another_model()
      throws Exception {
    String row = json("{'prompt':'hi','model':'cheap'}");
    MockChatModel cheap = answering(CHEAP);
    run(batch(cheap), out(), input(row));

    run(batch(answering(DEAR)), out(), input(row));
    run(batch(answering(DEAR)), out(), input(row)); // Told once.
    BatchSummary last = run(batch(cheap), out(), input(row));

    String id = read(out()).get(0).id();
    assertEquals(List.of(id + " OK", id + "-other_model INVALID"), outcomes(out()));
    assertEquals(1, cheap.requests().size());
    assertTrue(last.isWhole());
  }
}
