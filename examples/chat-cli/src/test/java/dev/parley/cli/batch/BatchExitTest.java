package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.cli.FakeFactory;
import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.StoreFullException;
import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnreadableDataException.Kind;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a batch ends, and what it says is to be done next. */
class BatchExitTest extends BatchFixture {
  private static final String REFUSED =
      "have no answer; refused ones need a mended prompt or another -m\n";
  private static final String NOTHING_KEPT =
      "; nothing is kept to go on from; name a file as OUT\n";

  @Test
  void what_the_model_refuses_is_no_answer_and_ends_as_a_single_prompt_does() throws IOException {
    serve((prompt, time) -> Reply.REFUSE);
    prompts(2);
    assertEquals(9, run().with("prompt 1"));
    Run run = run();
    assertEquals(9, run.with("batch", "in.jsonl"), run.err());
    assertEquals(Map.of("r1", "REFUSED", "r2", "REFUSED"), answers("in.out.jsonl"));
    assertTrue(run.err().endsWith("parley: 2 of 2 rows " + REFUSED), run.err());
  }

  @Test
  void rows_that_an_earlier_run_left_refused_end_the_next_one_the_same_way() throws IOException {
    serve((prompt, time) -> Reply.BAD_REQUEST);
    prompts(2);
    assertEquals(9, run().with("batch", "in.jsonl"));
    Run again = run();
    assertEquals(9, again.with("batch", "in.jsonl"), again.err());
    assertTrue(again.err().endsWith("parley: 2 of 2 rows " + REFUSED), again.err());
    assertEquals(2, server.arrivals().size());
  }

  @Test
  void a_server_elsewhere_while_offline_is_a_matter_of_the_configuration() throws IOException {
    prompts(1);
    String elsewhere = "https://192.0.2.1/v1";
    assertEquals(7, run().environment("OPENAI_BASE_URL", elsewhere).with("--offline", "prompt 1"));
    Run run = run().environment("OPENAI_BASE_URL", elsewhere);
    assertEquals(7, run.with("batch", "in.jsonl", "--offline"), run.err());
    assertTrue(run.err().contains("parley: stopped: openai:m: "), run.err());
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new IllegalStateException("?"), 1),
        Arguments.of(new StoreFullException("full", null, null), 16),
        Arguments.of(
            new UnreadableDataException(Kind.MALFORMED, "", OptionalLong.empty(), "torn"), 16));
  }

  /** A provider whose models throw that, as code of others may throw anything. */
  private static ProviderFactory failing(RuntimeException failure) {
    FakeFactory fake = new FakeFactory("fake");
    return new ProviderFactory() {
      @Override
      public String id() {
        return fake.id();
      }

      @Override
      public SettingsSpec settings() {
        return fake.settings();
      }

      @Override
      public Provider open(ProviderSettings settings) {
        Provider inner = fake.open(settings);
        return new Provider() {
          @Override
          public ChatModel chat(String model) {
            return new ForwardingChatModel(inner.chat(model)) {
              @Override
              public Completion complete(ChatRequest request) {
                throw failure;
              }
            };
          }

          @Override
          public void close() {
            inner.close();
          }
        };
      }
    };
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_that_is_not_of_the_call_has_its_own_code(RuntimeException failure, int code)
      throws IOException {
    prompts(1);
    Run run = new Run(folder, failing(failure));
    assertEquals(code, run.with("batch", "in.jsonl", "-m", "fake:m"), run.err());
  }

  @Test
  void where_nothing_is_kept_nobody_is_told_to_go_on() throws IOException {
    serve((prompt, time) -> prompt == 2 ? Reply.REJECT : Reply.ANSWER);
    prompts(3);
    Run limited = run();
    assertEquals(12, limited.with("batch", "in.jsonl", "-", "--limit", "1"), limited.err());
    assertTrue(limited.err().endsWith("--limit leaves 2 rows" + NOTHING_KEPT), limited.err());
    Run piped = run().stdin("\"prompt 1\"\n\"prompt 1\"\n");
    assertEquals(12, piped.with("batch", "-", "-", "--limit", "1"), piped.err());
    assertTrue(piped.err().endsWith("--limit may leave rows" + NOTHING_KEPT), piped.err());
    Run stopped = run();
    assertEquals(12, stopped.with("batch", "in.jsonl", "-", "--concurrency", "1"), stopped.err());
    assertTrue(stopped.err().contains("stopped: "), stopped.err());
    assertTrue(stopped.err().endsWith(NOTHING_KEPT), stopped.err());
  }

  @Test
  void rows_that_failed_for_now_are_not_kept_either() throws IOException {
    serve((prompt, time) -> Reply.CUT);
    prompts(1);
    Run run = run();
    run.with("batch", "in.jsonl", "-", "--attempts", "1");
    assertTrue(run.err().endsWith("1 of 1 row have no answer" + NOTHING_KEPT), run.err());
    assertFalse(run.err().contains("the same command"), run.err());
  }

  @Test
  void a_key_that_an_error_repeats_is_masked_in_the_summary_too() throws IOException {
    prompts(1);
    ErrorDetails details = ErrorDetails.builder(new ModelId("fake", "m")).build();
    Run run =
        new Run(folder, failing(new AuthenticationException("wrong: tiny-test", details, null)))
            .environment("FAKE_API_KEY", "tiny-test");
    assertEquals(8, run.with("batch", "in.jsonl", "-m", "fake:m", "--json"), run.err());
    assertTrue(run.out().contains("\"message\":\"fake:m: wrong: ***\""), run.out());
    assertFalse(run.err().contains("tiny-test"), run.err());
  }
}
