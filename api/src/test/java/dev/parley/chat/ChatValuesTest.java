package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.message.Extras;
import dev.parley.testing.FakeModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatValuesTest {
  @Test
  void sum_of_usages_adds_every_number() {
    Usage one = Usage.reported().input(10).output(5).cachedInput(4).reasoning(1).total(20).build();
    Usage two = Usage.reported().input(1).output(2).cachedInput(3).reasoning(4).build();

    Usage sum = one.plus(two);

    assertEquals(
        Usage.reported().input(11).output(7).total(23).cachedInput(7).reasoning(5).build(), sum);
  }

  @Test
  void unknown_usage_adds_nothing() {
    Usage usage = Usage.reported().input(1).output(2).build();

    assertEquals(usage, usage.plus(Usage.NONE));
    assertEquals(usage, Usage.NONE.plus(usage));
    assertEquals(Usage.NONE, Usage.NONE.plus(Usage.NONE));
  }

  @Test
  void guess_makes_the_sum_a_guess() {
    Usage reported = Usage.reported().input(1).output(2).cachedInput(1).build();

    Usage sum = reported.plus(Usage.estimated(10, 20));

    assertEquals(Usage.Source.ESTIMATED, sum.source());
    assertEquals(33, sum.totalTokens());
    assertEquals(OptionalLong.of(1), sum.cachedInputTokens());
    assertEquals(OptionalLong.empty(), sum.reasoningTokens());
  }

  @Test
  void total_is_the_sum_unless_the_provider_gave_it() {
    assertEquals(3, Usage.reported().input(1).output(2).build().totalTokens());
    assertEquals(9, Usage.reported().input(1).output(2).total(9).build().totalTokens());
    assertEquals(0, Usage.NONE.totalTokens());
  }

  @Test
  void finish_reason_keeps_the_raw_word() {
    FinishReason reason = new FinishReason(FinishReason.Kind.OTHER, "eos");

    assertEquals("eos", reason.raw());
    assertNotEquals(FinishReason.STOP, new FinishReason(FinishReason.Kind.STOP, "end_turn"));
    assertThrows(NullPointerException.class, () -> new FinishReason(null, "x"));
  }

  @Test
  void address_is_split_at_its_first_colon() {
    ModelId id = ModelId.parse("llama-local: hf/model:Q4_K ");

    assertEquals("llama-local", id.provider());
    assertEquals("hf/model:Q4_K", id.model());
    assertEquals("llama-local:hf/model:Q4_K", id.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpt", ":gpt", "openai:", " :x", "x: "})
  void text_that_is_no_address_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ModelId.parse(text));
  }

  @Test
  void provider_of_an_id_holds_no_colon() {
    assertThrows(IllegalArgumentException.class, () -> new ModelId("a:b", "c"));
  }

  @Test
  void unset_time_outs_come_from_the_fallback() {
    Timeouts own = Timeouts.UNSET.with(Kind.CONNECT, Duration.ZERO);

    Timeouts merged = own.orElse(Timeouts.DEFAULTS);

    assertEquals(Optional.of(Duration.ZERO), merged.get(Kind.CONNECT), "zero is set, and off");
    assertEquals(Optional.of(Duration.ofMinutes(10)), merged.get(Kind.FIRST_EVENT));
    assertEquals(Optional.of(Duration.ofSeconds(60)), merged.get(Kind.SILENCE));
    assertEquals(Optional.empty(), merged.get(Kind.WHOLE));
    assertEquals(Optional.empty(), Timeouts.UNSET.get(Kind.CONNECT), "the constant is unchanged");
    assertEquals(merged, merged.orElse(Timeouts.UNSET));
  }

  @Test
  void negative_time_out_is_refused() {
    Duration negative = Duration.ofMillis(-1);

    assertThrows(IllegalArgumentException.class, () -> Timeouts.UNSET.with(Kind.WHOLE, negative));
  }

  @Test
  void capabilities_are_unknown_until_said() {
    Capabilities some = Capabilities.UNKNOWN.with(Capability.TOOLS, Support.NO);

    assertEquals(Support.NO, some.of(Capability.TOOLS));
    assertEquals(Support.UNKNOWN, some.of(Capability.JSON));
    assertEquals(Support.UNKNOWN, Capabilities.UNKNOWN.of(Capability.TOOLS));
    assertEquals(Support.YES, Capabilities.all(Support.YES).of(Capability.SEED));
    assertEquals(Capabilities.all(Support.UNKNOWN), Capabilities.UNKNOWN);
    assertEquals(Capabilities.all(Support.UNKNOWN).hashCode(), Capabilities.UNKNOWN.hashCode());
    assertNotEquals(some, Capabilities.UNKNOWN);
  }

  @Test
  void size_of_the_context_is_unknown_until_said_and_kept_by_other_changes() {
    Capabilities sized = Capabilities.UNKNOWN.withContextTokens(4096);

    assertEquals(OptionalLong.empty(), Capabilities.UNKNOWN.contextTokens());
    assertEquals(OptionalLong.empty(), Capabilities.all(Support.YES).contextTokens());
    assertEquals(OptionalLong.of(4096), sized.contextTokens());
    assertEquals(OptionalLong.of(4096), sized.with(Capability.TOOLS, Support.YES).contextTokens());
    assertEquals(OptionalLong.of(8192), sized.withContextTokens(8192).contextTokens());
    assertEquals(
        Support.NO,
        Capabilities.all(Support.NO).withContextTokens(1).of(Capability.TOOLS),
        "the rest is kept");
    assertTrue(sized.toString().contains("4096"), sized::toString);
    assertTrue(Capabilities.UNKNOWN.toString().contains("context UNKNOWN"));
  }

  @Test
  void size_of_the_context_counts_for_equality() {
    Capabilities sized = Capabilities.UNKNOWN.withContextTokens(4096);

    assertEquals(Capabilities.UNKNOWN.withContextTokens(4096), sized);
    assertEquals(Capabilities.UNKNOWN.withContextTokens(4096).hashCode(), sized.hashCode());
    assertNotEquals(Capabilities.UNKNOWN, sized);
    assertNotEquals(Capabilities.UNKNOWN.withContextTokens(1), sized);
  }

  @Test
  void only_what_shows_the_answer_is_visible() {
    assertTrue(new TextDelta("a").visible());
    assertTrue(new ToolCallStarted(0, "id", "name").visible());
    assertFalse(new Started("", "", List.of()).visible());
    assertFalse(new UsageReported(Usage.NONE).visible());
    assertFalse(new CompletionEvent.Progress(1, 2).visible());
    assertFalse(new CompletionEvent.ProviderEvent("p", "t", "{}").visible());
    assertFalse(new Finished(FinishReason.STOP).visible());
  }

  @Test
  void first_policy_is_outermost() {
    try (ChatModel model = FakeModel.saying("fake:m", "x")) {
      StringBuilder order = new StringBuilder();
      Policy inner = wrapped -> note(order, "inner", wrapped);
      Policy outer = wrapped -> note(order, "outer", wrapped);

      ChatModel both = model.with(outer, inner);

      assertEquals("inner outer ", order.toString(), "the innermost is put on first");
      assertEquals(model, both);
      assertTrue(model.unwrap(FakeModel.class).isPresent());
      assertTrue(model.unwrap(String.class).isEmpty());
    }
  }

  private static ChatModel note(StringBuilder order, String name, ChatModel model) {
    order.append(name).append(' ');
    return model;
  }

  @Test
  void completion_survives_to_builder_and_shows_no_text() {
    Completion completion =
        Completion.builder(ModelId.parse("fake:m"))
            .id("c1")
            .answeredBy("m-1")
            .content(List.of(dev.parley.message.Part.text("private")))
            .finishReason(FinishReason.STOP)
            .usage(Usage.estimated(1, 2))
            .warnings(List.of(new Warning("seed", "is not known")))
            .rawJson("{}")
            .extras(Extras.NONE.withUnknownField("new", "1"))
            .build();

    Completion copy = completion.toBuilder().build();

    assertEquals("private", copy.text());
    assertEquals("c1 m-1", copy.id() + " " + copy.answeredBy());
    assertEquals(Optional.of(FinishReason.STOP), copy.finishReason());
    assertEquals(completion.warnings(), copy.warnings());
    assertEquals(completion.usage(), copy.usage());
    assertEquals(Optional.of("{}"), copy.rawJson());
    assertEquals("1", copy.extras().unknownFields().get("new"));
    assertFalse(copy.toString().contains("private"));
  }

  @Test
  void warnings_and_token_counts_are_checked() {
    assertThrows(IllegalArgumentException.class, () -> new Warning(" ", "x"));
    assertThrows(IllegalArgumentException.class, () -> new Warning("x", ""));
    assertThrows(IllegalArgumentException.class, () -> new TokenCount(-1, true));
  }
}
