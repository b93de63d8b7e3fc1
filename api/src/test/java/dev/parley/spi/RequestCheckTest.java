package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestCheckTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final Capabilities NOTHING = Capabilities.all(Support.NO);
  private static final Media CLIP = Media.inline("audio/wav", new byte[] {1});
  private static final ToolCall CALL = new ToolCall("call_1", "clock", "{}");
  private static final Part IMAGE = Part.image(Media.link("https://h/cat.png"));

  private static ChatRequest.Builder hi() {
    return ChatRequest.builder().user("Hi");
  }

  static Stream<Arguments> needs() {
    return Stream.of(
        Arguments.of(
            Capability.TOOLS,
            hi().tool(ToolDefinition.of("t", "", ToolDefinition.NO_PARAMETERS)).build()),
        Arguments.of(
            Capability.TOOLS, hi().message(Message.tool(ToolResult.of(CALL, "late"))).build()),
        Arguments.of(
            Capability.TOOLS,
            hi().message(new AssistantMessage(List.of(CALL), Extras.NONE)).build()),
        Arguments.of(Capability.JSON, hi().responseFormat(ResponseFormat.JSON).build()),
        Arguments.of(
            Capability.JSON_SCHEMA,
            hi().responseFormat(ResponseFormat.jsonSchema("s", "{}")).build()),
        Arguments.of(Capability.IMAGE_INPUT, hi().user(IMAGE).build()),
        Arguments.of(
            Capability.IMAGE_INPUT,
            hi().message(Message.tool(new ToolResult("call", List.of(IMAGE), false, Extras.NONE)))
                .build()),
        Arguments.of(
            Capability.AUDIO_INPUT,
            hi().user(new AudioPart(CLIP, Optional.empty(), Extras.NONE)).build()),
        Arguments.of(
            Capability.FILE_INPUT,
            hi().user(new FilePart(CLIP, Optional.empty(), Extras.NONE)).build()),
        Arguments.of(Capability.LOGPROBS, hi().topLogprobs(0).build()));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void what_the_model_does_not_do_is_refused(Capability needed, ChatRequest request) {
    Capabilities all = Capabilities.all(Support.YES);

    UnsupportedFeatureException e =
        assertThrows(
            UnsupportedFeatureException.class,
            () -> RequestCheck.check(MODEL, all.with(needed, Support.NO), request));

    assertEquals(needed, e.capability());
    assertEquals(MODEL, e.model());
    assertFalse(e.retryable());
  }

  @ParameterizedTest
  @MethodSource("needs")
  void what_nobody_knows_is_tried(Capability needed, ChatRequest request) {
    assertEquals(
        List.of(),
        RequestCheck.check(
            MODEL, Capabilities.all(Support.YES).with(needed, Support.UNKNOWN), request));
  }

  @Test
  void preferences_that_are_not_met_become_warnings() {
    ChatRequest request = hi().seed(1).reasoningEffort(ReasoningEffort.HIGH).build();

    List<Warning> warnings = RequestCheck.check(MODEL, NOTHING, request);

    assertEquals(
        List.of("seed", "reasoning effort"), warnings.stream().map(Warning::subject).toList());
    assertTrue(RequestCheck.check(MODEL, Capabilities.UNKNOWN, request).isEmpty());
  }

  @Test
  void plain_request_asks_for_nothing() {
    ChatRequest request = hi().responseFormat(ResponseFormat.TEXT).temperature(1).build();

    assertEquals(List.of(), RequestCheck.check(MODEL, NOTHING, request));
  }
}
