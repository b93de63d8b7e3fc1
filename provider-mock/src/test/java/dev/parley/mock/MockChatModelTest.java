package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolDefinition;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.mock.Outcome.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MockChatModelTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  @Test
  void replies_come_in_their_order_and_requests_are_recorded() {
    MockChatModel model = MockChatModel.builder().reply("one").reply(MockReply.text("two")).build();
    ChatRequest other = ChatRequest.of("and?");
    assertEquals("one", model.complete(REQUEST).text());
    assertEquals("two", model.stream(other).completion().text());
    assertEquals(2, model.requests().size());
    assertSame(REQUEST, model.requests().get(0));
    assertSame(other, model.requests().get(1));
  }

  @Test
  void a_script_that_is_used_up_fails_and_says_so() {
    MockChatModel.Builder builder = MockChatModel.builder().reply("one");
    MockChatModel model = builder.build();
    builder.reply("not of this model");
    model.complete(REQUEST);
    InvalidRequestException e =
        Outcome.failure(InvalidRequestException.class, () -> model.complete(REQUEST));
    assertTrue(e.getMessage().contains("has 1 replies"), e.getMessage());
    assertFalse(e.retryable());
  }

  @Test
  void otherwise_answers_after_the_script() {
    MockChatModel model =
        MockChatModel.builder()
            .reply("one")
            .otherwise(request -> MockReply.text("again " + request.messages().get(0).text()))
            .build();
    assertEquals("one", model.complete(REQUEST).text());
    assertEquals("again hi", model.complete(REQUEST).text());
    assertEquals("again hi", model.complete(REQUEST).text());
  }

  @Test
  void a_failed_assertion_about_the_request_comes_through() {
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  throw new AssertionError("not this request");
                })
            .build();
    assertThrows(AssertionError.class, () -> model.complete(REQUEST));
    assertEquals(0, model.openStreams());
  }

  @Test
  void a_stream_takes_its_reply_with_the_first_read() {
    MockChatModel model = MockChatModel.builder().reply("one").reply("two").build();
    CompletionStream early = model.stream(REQUEST);
    assertEquals(List.of(), model.requests());
    assertEquals("one", model.complete(REQUEST).text());
    assertEquals("two", early.completion().text());
    assertEquals(0, model.openStreams());
  }

  @Test
  void by_default_it_can_do_everything_and_is_called_scripted() {
    MockChatModel model = MockChatModel.builder().build();
    assertEquals(new ModelId("mock", "scripted"), model.id());
    assertEquals(Capabilities.all(Support.YES), model.capabilities());
  }

  @Test
  void id_and_capabilities_can_be_set() {
    ModelId id = new ModelId("openai", "gpt");
    MockChatModel model =
        MockChatModel.builder().id(id).capabilities(Capabilities.UNKNOWN).reply("a").build();
    assertEquals(Capabilities.UNKNOWN, model.capabilities());
    Completion answer = model.complete(REQUEST);
    assertEquals(id, answer.model());
    assertEquals("gpt", answer.answeredBy());
  }

  @Test
  void what_it_cannot_do_is_refused_before_anything_begins() {
    MockChatModel model =
        MockChatModel.builder().capabilities(Capabilities.all(Support.NO)).reply("a").build();
    ChatRequest tools = REQUEST.toBuilder().tool(ToolDefinition.of("t", "", "{}")).build();
    ChatRequest json = REQUEST.toBuilder().responseFormat(ResponseFormat.JSON).build();
    UnsupportedFeatureException refused =
        Outcome.failure(UnsupportedFeatureException.class, () -> model.complete(tools));
    assertEquals(Capability.TOOLS, refused.capability());
    Outcome streamed = Outcome.of(model.stream(json));
    assertInstanceOf(UnsupportedFeatureException.class, streamed.failure());
    assertEquals(List.of(), model.requests());
    assertEquals(0, model.openStreams());
    assertEquals("a", model.complete(REQUEST).text());
  }

  @Test
  void a_preference_that_is_not_met_is_a_warning_beside_the_scripted_ones() {
    MockChatModel model =
        MockChatModel.builder()
            .capabilities(Capabilities.UNKNOWN.with(Capability.SEED, Support.NO))
            .reply(MockReply.builder().text("a").warning("own", "scripted").build())
            .build();
    Completion answer = model.complete(REQUEST.toBuilder().seed(1).build());
    assertEquals(List.of("seed", "own"), answer.warnings().stream().map(w -> w.subject()).toList());
  }

  @Test
  void tokens_are_estimated() {
    assertFalse(MockChatModel.builder().build().countTokens(REQUEST).exact());
    assertEquals(5, MockChatModel.builder().build().countTokens(REQUEST).tokens());
  }

  @Test
  void threads_share_one_script_without_losing_or_doubling_a_reply() throws Exception {
    MockChatModel.Builder builder = MockChatModel.builder();
    for (int i = 0; i < 80; i++) {
      builder.reply("reply " + i);
    }
    MockChatModel model = builder.build();
    List<Running<List<String>>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Outcome.elsewhere(
              () -> {
                List<String> said = new ArrayList<>();
                for (int call = 0; call < 20; call++) {
                  said.add(model.complete(REQUEST).text());
                }
                return said;
              }));
    }
    TreeSet<String> all = new TreeSet<>();
    for (Running<List<String>> thread : threads) {
      all.addAll(thread.result());
    }
    assertEquals(80, all.size());
    assertEquals(80, model.requests().size());
    assertEquals(0, model.openStreams());
  }
}
