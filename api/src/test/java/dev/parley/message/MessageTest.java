package dev.parley.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final ToolCall CALL = new ToolCall("call_1", "weather", "{\"city\":\"Oslo\"}");

  @Test
  void text_joins_the_text_parts_and_skips_the_others() {
    Message message =
        new AssistantMessage(
            List.of(
                new ReasoningPart("hm", Extras.NONE), Part.text("Hello, "), CALL, Part.text("you")),
            Extras.NONE);

    assertEquals("Hello, you", message.text());
  }

  @Test
  void text_of_a_message_without_text_is_empty() {
    assertEquals("", new AssistantMessage(List.of(), Extras.NONE).text());
  }

  @Test
  void content_is_copied() {
    List<Part> parts = new ArrayList<>(List.of(Part.text("a")));
    UserMessage user = new UserMessage(parts, Extras.NONE);
    SystemMessage system = new SystemMessage(parts, Extras.NONE);
    AssistantMessage assistant = new AssistantMessage(parts, Extras.NONE);

    parts.add(Part.text("b"));

    assertEquals("a", user.text());
    assertEquals("a", system.text());
    assertEquals("a", assistant.text());
    assertThrows(UnsupportedOperationException.class, () -> user.content().clear());
  }

  @Test
  void tool_calls_come_in_their_order() {
    ToolCall second = new ToolCall("call_2", "time", "");

    AssistantMessage message =
        new AssistantMessage(List.of(CALL, Part.text("x"), second), Extras.NONE);

    assertEquals(List.of(CALL, second), message.toolCalls());
  }

  @Test
  void tool_message_refuses_anything_but_results() {
    List<Part> content = List.of(Part.text("no result"));

    assertThrows(IllegalArgumentException.class, () -> new ToolMessage(content, Extras.NONE));
  }

  @Test
  void tool_message_keeps_what_it_does_not_know_apart_from_the_results() {
    ToolResult result = ToolResult.of(CALL, "sunny");
    OpaquePart opaque = new OpaquePart("new", "{}", Extras.NONE);
    ToolMessage message = new ToolMessage(List.of(opaque, result), Extras.NONE);

    assertEquals(List.of(opaque, result), message.content());
    assertEquals(List.of(result), message.results());
  }

  @Test
  void tool_results_answer_the_call_they_are_made_for() {
    ToolResult good = ToolResult.of(CALL, "sunny");
    ToolResult bad = ToolResult.failure(CALL, "no network");

    assertEquals(List.of(good, bad), Message.tool(good, bad).results());
    assertEquals("call_1", good.callId());
    assertFalse(good.failed());
    assertTrue(bad.failed());
    assertEquals(List.of(Part.text("no network")), bad.content());
  }

  @Test
  void tool_call_needs_an_id_and_a_name_but_no_arguments() {
    assertThrows(IllegalArgumentException.class, () -> new ToolCall(" ", "name", "{}"));
    assertThrows(IllegalArgumentException.class, () -> new ToolCall("id", "", "{}"));
    assertEquals("", new ToolCall("id", "name", "").argumentsJson());
  }

  @Test
  void tool_result_and_opaque_part_need_their_names() {
    assertThrows(
        IllegalArgumentException.class, () -> new ToolResult("", List.of(), false, Extras.NONE));
    assertThrows(IllegalArgumentException.class, () -> new OpaquePart(" ", "{}", Extras.NONE));
  }

  @Test
  void image_leaves_the_detail_to_the_provider() {
    Media picture = Media.link("https://example.org/cat.png");

    ImagePart image = Part.image(picture);

    assertEquals(picture, image.image());
    assertTrue(image.detail().isEmpty());
  }

  @Test
  void short_forms_speak_for_the_right_role() {
    assertEquals("be kind", Message.system("be kind").text());
    assertEquals("hello", Message.assistant("hello").text());
    assertEquals(2, Message.user(Part.text("a"), Part.text("b")).content().size());
    assertEquals(Message.user("a"), Message.user(Part.text("a")));
  }
}
