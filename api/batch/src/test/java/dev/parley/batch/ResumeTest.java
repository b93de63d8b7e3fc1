package dev.parley.batch;

import static dev.parley.batch.Lines.rows;
import static dev.parley.batch.Lines.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.Fallback;
import dev.parley.spi.Sleeper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a later run into the same log asks, and by which name. */
@Timeout(60)
class ResumeTest {
  private static final ModelId CHEAP = new ModelId("mock", "cheap");
  private static final ModelId DEAR = new ModelId("mock", "dear");
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
}
