package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.error.SensitiveDataException;
import dev.parley.guard.Corpus.TrueCase;
import dev.parley.mock.MockChatModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Nothing that the guard says has a piece of what it found: looked for in the whole corpus. */
class SilenceTest {
  private static final TextScan SCAN = TextScan.of(EnumSet.allOf(GuardKind.class), List.of());

  private final List<String> said = new ArrayList<>();

  private Guard guard(GuardMode mode) {
    return Guard.builder()
        .mode(mode)
        .kinds(EnumSet.allOf(GuardKind.class))
        .listener(finding -> said.add(finding.toString()))
        .build();
  }

  private void refused(String text) {
    ChatModel model = MockChatModel.builder().reply("No.").build().with(guard(GuardMode.REFUSE));
    try {
      model.complete(ChatRequest.of(text));
    } catch (SensitiveDataException e) {
      said.addAll(List.of(e.toString(), e.kind(), e.place()));
      said.add(e.getCause() + Arrays.toString(e.getSuppressed()));
    }
    said.add(model.toString());
  }

  private void answered(GuardMode mode, String text) {
    MockChatModel mock = MockChatModel.builder().reply("Yes.").reply("So.").build();
    ChatModel model = mock.with(guard(mode));
    Completion answer = model.complete(ChatRequest.of(text));
    said.add(answer + " " + answer.warnings());
    try (CompletionStream stream = model.stream(ChatRequest.of(text))) {
      stream.forEach(event -> said.add(event.toString()));
      said.add(stream + " " + stream.completion().warnings());
    }
    said.add(model + " " + model.unwrap(Guard.class));
    if (mode == GuardMode.REDACT) {
      mock.requests().forEach(request -> said.add(request.messages().get(0).text()));
    }
  }

  /** What is missed cannot be told of, and is sent as it is. */
  private static boolean isFound(TrueCase each) {
    Scanned scanned = SCAN.scan(each.text());
    return each.pieceIn(scanned.redacted()).isEmpty();
  }

  @Test
  void no_message_text_or_log_line_has_a_piece_of_a_secret() {
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    Handler listening = new Listening();
    root.addHandler(listening);
    root.setLevel(Level.ALL);
    try {
      int looked = 0;
      for (TrueCase each : Corpus.trueCases()) {
        if (isFound(each)) {
          said.clear();
          refused(each.text());
          answered(GuardMode.WARN, each.text());
          answered(GuardMode.REDACT, each.text());
          said.add(SCAN.scan(each.text()).toString());
          looked++;
          for (String saying : said) {
            assertEquals(Optional.empty(), each.pieceIn(saying), () -> each.kind() + ": " + saying);
          }
        }
      }
      assertTrue(looked > 1_000, looked + " cases");
    } finally {
      root.removeHandler(listening);
      root.setLevel(level);
    }
  }

  private final class Listening extends Handler {
    @Override
    public void publish(LogRecord entry) {
      said.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
