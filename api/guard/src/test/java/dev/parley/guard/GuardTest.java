package dev.parley.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.error.ModelException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.UnavailableException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GuardTest {
  private static final String KEY = "gh" + "p_" + new Drawing(5).alnum(36);
  private static final String MARK = "[REDACTED:github-token]";

  private final MockChatModel mock =
      MockChatModel.builder().reply("Hello.").reply("Again.").build();
  private final List<Finding> told = new ArrayList<>();

  private ChatModel guarded(GuardMode mode) {
    return mock.with(Guard.builder().mode(mode).listener(told::add).build());
  }

  private static ChatRequest request(Part... parts) {
    return ChatRequest.builder().user(parts).build();
  }

  @Test
  void what_is_redacted_keeps_its_idempotency_key() {
    ChatRequest request = ChatRequest.of(KEY).toBuilder().idempotencyKey("row-1").build();
    try (ChatModel model = guarded(GuardMode.REDACT)) {
      model.complete(request);
    }
    assertEquals(Optional.of("row-1"), mock.requests().get(0).idempotencyKey());
  }

  /** Everything that is sent, with the secret in one place of it; and what that place is called. */
  static Stream<Arguments> places() {
    String text = "first\n" + KEY + " here";
    String json = "{\"a\": [1, {\"b\": \"x " + KEY + "\"}]}";
    byte[] bytes = ("A=1\nB=" + KEY + "\n").getBytes(UTF_8);
    Message assistant = message(new ReasoningPart(text, Extras.NONE));
    return Stream.of(
        place("message 1, part 1, line 2", ChatRequest.of(text)),
        place("message 2, part 1, line 2", hi().system(text).build()),
        place("message 2, part 1, line 2", hi().message(assistant).build()),
        place(
            "message 2, part 1, line 2", hi().message(message(new RefusalPart(text, Extras.NONE)))),
        place(
            "message 2, part 1, arguments, line 1",
            hi().message(message(new ToolCall("c1", "f", json)))),
        place(
            "message 2, part 1, result, part 2, line 2",
            hi().message(
                    Message.tool(
                        new ToolResult(
                            "c1", List.of(Part.text("ok"), Part.text(text)), false, Extras.NONE)))),
        place(
            "message 1, part 2, content, line 2",
            request(Part.text("hi"), file(Media.inline("text/plain", bytes), "a.env"))),
        place(
            "message 1, part 1, content, line 2",
            request(file(Media.inline("application/octet-stream", bytes), "a"))),
        place(
            "message 1, part 1, content, line 2",
            request(
                new ImagePart(
                    Media.inline(
                        "image/svg+xml",
                        new String(bytes, UTF_8).getBytes(StandardCharsets.UTF_16)),
                    Optional.empty(),
                    Extras.NONE))),
        place(
            "message 1, part 1, content, line 3",
            request(
                file(
                    Media.inline(
                        "text/csv", ("größe\n\n" + KEY).getBytes(StandardCharsets.ISO_8859_1)),
                    "a"))),
        place(
            "message 1, part 1, content, line 1",
            request(file(Media.inline("a/json", ("\ufeff" + json).getBytes(UTF_8)), "a"))),
        place(
            "message 1, part 1, file name, line 1",
            request(file(Media.inline("text/plain", new byte[0]), KEY + ".txt"))),
        place(
            "message 1, part 1, transcript, line 2",
            request(
                new AudioPart(
                    Media.inline("audio/wav", new byte[] {0, 1}), Optional.of(text), Extras.NONE))),
        place("message 1, part 1, line 1", request(new OpaquePart("new", json, Extras.NONE))),
        place(
            "message 1, part 1, provider data, line 1",
            request(new TextPart("hi", Extras.NONE.withProviderData("openai", json)))),
        place(
            "message 1, part 1, a field, line 1",
            request(new TextPart("hi", Extras.NONE.withUnknownField("new", json)))),
        place("tool 1, description, line 2", hi().tool(ToolDefinition.of("f", text, "{}"))),
        place("tool 1, parameters, line 1", hi().tool(ToolDefinition.of("f", "", json))),
        place("the schema, line 1", hi().responseFormat(ResponseFormat.jsonSchema("s", json))),
        place("stop text 2, line 1", hi().stop(List.of("END", KEY))),
        place("option 1, line 1", hi().option("mock", "user", KEY)),
        place(
            "option 1, line 1",
            hi().option("mock", "metadata", Map.of("a", List.of(Map.of("b", KEY))))));
  }

  private static ChatRequest.Builder hi() {
    return ChatRequest.of("hi").toBuilder();
  }

  private static Message message(Part part) {
    return new AssistantMessage(List.of(part), Extras.NONE);
  }

  private static Part file(Media media, String name) {
    return new FilePart(media, Optional.of(name), Extras.NONE);
  }

  private static Arguments place(String place, ChatRequest.Builder request) {
    return place(place, request.build());
  }

  private static Arguments place(String place, ChatRequest request) {
    return Arguments.of(place, request);
  }

  @ParameterizedTest
  @MethodSource("places")
  void refuses_and_names_the_place(String place, ChatRequest request) {
    ChatModel model = guarded(GuardMode.REFUSE);

    SensitiveDataException e =
        assertThrows(SensitiveDataException.class, () -> model.complete(request));

    assertEquals(place, e.place());
    assertEquals("github-token", e.kind());
    assertTrue(e.getMessage().contains("github-token in " + place), e.getMessage());
    assertFalse(e.toString().contains(KEY.substring(4, 9)), e.toString());
    assertFalse(e.retryable());
    assertEquals(List.of(), mock.requests());
    assertEquals(List.of(new Finding("github-token", place)), told);
  }

  @ParameterizedTest
  @MethodSource("places")
  void redacts_and_warns(String place, ChatRequest request) {
    Completion answer = guarded(GuardMode.REDACT).complete(request);

    String sent = SentText.of(mock.requests().get(0));
    assertFalse(sent.contains(KEY), sent);
    assertTrue(sent.contains(MARK), sent);
    assertEquals(SentText.of(request).replace(KEY, MARK), sent);
    assertEquals("guard", answer.warnings().get(0).subject());
    assertEquals("github-token in " + place + " was redacted", answer.warnings().get(0).message());
  }

  @ParameterizedTest
  @MethodSource("places")
  void warns_and_sends_the_same(String place, ChatRequest request) {
    Completion answer = guarded(GuardMode.WARN).complete(request);

    assertSame(request, mock.requests().get(0));
    assertEquals(
        "github-token in " + place + " was sent as it is", answer.warnings().get(0).message());
    assertEquals(1, told.size());
  }

  static Stream<Arguments> fixedPlaces() {
    String inBase64 = Base64.getEncoder().encodeToString(("k=" + KEY).getBytes(UTF_8));
    return Stream.of(
        place("tool 1, name", hi().tool(ToolDefinition.of(KEY, "", "{}"))),
        place("the idempotency key", hi().idempotencyKey(KEY)),
        place("the tool choice", hi().toolChoice(ToolChoice.named(KEY))),
        place("the schema's name", hi().responseFormat(ResponseFormat.jsonSchema(KEY, "{}"))),
        place("option 1, name", hi().option("mock", KEY, 1)),
        place("option 1, name of a field", hi().option("mock", "o", Map.of(KEY, 1))),
        place("message 2, part 1, name", hi().message(message(new ToolCall("1", KEY, "{}")))),
        place("message 2, part 1, id", hi().message(message(new ToolCall(KEY, "f", "{}")))),
        place(
            "message 1, part 1, address",
            request(
                new ImagePart(
                    Media.link("https://a.test/p.png?t=" + KEY), Optional.empty(), Extras.NONE))),
        place(
            "message 1, part 1, address",
            request(file(Media.link("data:text/plain;base64," + inBase64), "a"))),
        place("message 1, part 1, id", request(file(new Media.Uploaded(KEY), "a"))));
  }

  @ParameterizedTest
  @MethodSource("fixedPlaces")
  void what_cannot_be_redacted_is_refused(String place, ChatRequest request) {
    ChatModel model = guarded(GuardMode.REDACT);
    SensitiveDataException e =
        assertThrows(SensitiveDataException.class, () -> model.complete(request));
    assertEquals(place, e.place());
    assertTrue(e.getMessage().contains("cannot be redacted there"), e.getMessage());
    assertEquals(List.of(), mock.requests());
  }

  @Test
  void a_stream_throws_nothing_before_it_is_read() {
    try (CompletionStream stream = guarded(GuardMode.REFUSE).stream(ChatRequest.of(KEY))) {
      assertEquals(List.of(), told);
      assertThrows(SensitiveDataException.class, () -> stream.iterator().hasNext());
    }
    assertEquals(List.of(), mock.requests());
  }

  @Test
  void a_stream_warns_with_its_beginning() {
    List<CompletionEvent> events = new ArrayList<>();
    try (CompletionStream stream = guarded(GuardMode.REDACT).stream(ChatRequest.of(KEY))) {
      stream.forEach(events::add);
      assertEquals(1, stream.completion().warnings().size());
      assertEquals("Hello.", stream.completion().text());
    }
    assertEquals(1, ((Started) events.get(0)).warnings().size());
    assertEquals(MARK, mock.requests().get(0).messages().get(0).text());
  }

  @Test
  void a_stream_that_is_closed_unread_sends_nothing() {
    guarded(GuardMode.WARN).stream(ChatRequest.of(KEY)).close();
    assertEquals(List.of(), mock.requests());
  }

  @Test
  void what_fails_tells_what_was_sent() {
    MockChatModel failing =
        MockChatModel.builder()
            .reply(MockReply.failure(d -> new UnavailableException("down", d, null)))
            .build();
    ChatModel model = failing.with(Guard.of(GuardMode.WARN));
    try (CompletionStream stream = model.stream(ChatRequest.of(KEY))) {
      ModelException e = assertThrows(UnavailableException.class, stream::completion);
      assertEquals(1, e.partial().orElseThrow().warnings().size());
    }
  }

  @Test
  void tokens_of_a_secret_are_not_counted_elsewhere() {
    ChatRequest request = ChatRequest.of("A secret: " + KEY);
    assertThrows(
        SensitiveDataException.class, () -> guarded(GuardMode.REFUSE).countTokens(request));
    assertEquals(
        mock.countTokens(ChatRequest.of("A secret: " + MARK)),
        guarded(GuardMode.REDACT).countTokens(request));
  }

  @Test
  void a_clean_request_goes_its_way_untouched() {
    ChatRequest request = ChatRequest.of("Why is the sky blue?");
    Completion answer = guarded(GuardMode.REDACT).complete(request);
    assertSame(request, mock.requests().get(0));
    assertEquals(List.of(), answer.warnings());
  }

  @Test
  void off_wraps_nothing() {
    assertSame(mock, mock.with(Guard.of(GuardMode.OFF)));
  }

  @Test
  void the_guard_is_found_behind_other_policies() {
    Guard guard = Guard.of(GuardMode.WARN);
    assertSame(guard, mock.with(guard).unwrap(Guard.class).orElseThrow());
    assertSame(mock, mock.with(guard).unwrap(MockChatModel.class).orElseThrow());
  }

  @Test
  void many_findings_are_counted_and_the_first_told() {
    ChatRequest request = ChatRequest.of((KEY + "\n").repeat(15));
    Completion answer = guarded(GuardMode.WARN).complete(request);
    assertEquals(11, answer.warnings().size());
    assertEquals("5 more were sent as they are", answer.warnings().get(10).message());
    SensitiveDataException e =
        assertThrows(
            SensitiveDataException.class, () -> guarded(GuardMode.REFUSE).complete(request));
    assertTrue(e.getMessage().contains("line 1, and 14 more"), e.getMessage());
  }

  @Test
  void lines_are_counted_from_finding_to_finding() {
    guarded(GuardMode.WARN).complete(ChatRequest.of("a\n" + KEY + " " + KEY + "\n\n" + KEY));
    assertEquals(
        List.of("line 2", "line 2", "line 4"),
        told.stream().map(f -> f.place().replaceFirst(".*, ", "")).toList());
  }

  @Test
  void binary_media_are_not_looked_into() {
    byte[] bytes = ("\u0000\u0001" + KEY).getBytes(StandardCharsets.ISO_8859_1);
    ChatRequest request = request(file(Media.inline("application/pdf", bytes), "a.pdf"));
    assertDoesNotThrow(() -> guarded(GuardMode.REFUSE).complete(request));
  }

  @Test
  void a_filter_masks_whatever_the_mode() {
    UnaryOperator<String> filter = Guard.of(GuardMode.OFF).filter();
    assertEquals("> X: " + MARK + "\n> Y: 1", filter.apply("> X: " + KEY + "\n> Y: 1"));
    assertEquals("nothing here", filter.apply("nothing here"));
  }
}
