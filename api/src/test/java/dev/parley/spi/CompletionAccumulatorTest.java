package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.AudioDelta;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.RateLimits;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.message.Bytes;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CompletionAccumulatorTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final Finished END = new Finished(FinishReason.STOP);

  private static Completion of(CompletionEvent... events) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, ChatRequest.of("Hi there"));
    for (CompletionEvent event : events) {
      whole.add(event);
    }
    return whole.snapshot();
  }

  @Test
  void nothing_gives_an_empty_incomplete_answer() {
    Completion nothing = of();

    assertEquals(MODEL, nothing.model());
    assertEquals(List.of(), nothing.message().content());
    assertFalse(nothing.isComplete());
    assertEquals(Usage.NONE, nothing.usage());
  }

  @Test
  void every_event_finds_its_place() {
    TokenLogprob logprob = new TokenLogprob("a", -0.1, Optional.empty(), List.of());
    Warning warning = new Warning("seed", "is not known");
    Annotation annotation = new Annotation("url_citation", "{}");
    Usage usage = Usage.reported().input(3).output(4).build();

    Completion whole =
        of(
            new Started("c1", "m-2", List.of(warning)),
            new Progress(1, 2),
            new AudioDelta(sound(1), "la "),
            new TextDelta("a", List.of(logprob)),
            new RefusalDelta("no"),
            new ReasoningDelta("hm"),
            new TextDelta("b"),
            new AudioDelta(sound(2), "la"),
            annotation,
            new ProviderEvent("fake", "new_thing", "{}"),
            new UsageReported(usage),
            new Finished(new FinishReason(FinishReason.Kind.OTHER, "eos")));

    assertEquals("c1", whole.id());
    assertEquals("m-2", whole.answeredBy());
    assertEquals(List.of(warning), whole.warnings());
    assertEquals(
        List.of(
            new ReasoningPart("hm", Extras.NONE),
            Part.text("ab"),
            new RefusalPart("no", Extras.NONE),
            new AudioPart(
                Media.inline("audio/wav", new byte[] {1, 2}), Optional.of("la la"), Extras.NONE)),
        whole.message().content());
    assertEquals("hm", whole.reasoning());
    assertEquals(Optional.of("no"), whole.refusal());
    assertEquals(List.of(annotation), whole.annotations());
    assertEquals(List.of(logprob), whole.logprobs());
    assertEquals(usage, whole.usage());
    assertEquals("eos", whole.finishReason().orElseThrow().raw());
  }

  @Test
  void the_head_of_the_answer_and_what_only_the_provider_understands_are_kept() {
    RateLimits limits =
        new RateLimits(
            Map.of(
                "requests",
                new RateLimits.Bucket(
                    OptionalLong.of(60), OptionalLong.empty(), Optional.of(Duration.ZERO))));
    Started started = new Started("c1", "m-2", List.of(), Optional.of("req_1"), limits);
    Completion whole =
        of(
            started.with(List.of(new Warning("seed", "is not known"))),
            new ProviderEvent("fake", "service_tier", "\"auto\""),
            new ProviderEvent("fake", ProviderEvent.RAW_CHUNK, "{}"),
            new ProviderEvent("fake", "service_tier", "\"default\""));

    assertEquals(Optional.of("req_1"), whole.requestId());
    assertEquals(60, whole.rateLimits().requests().limit().orElseThrow());
    assertEquals(RateLimits.Bucket.UNKNOWN, whole.rateLimits().tokens());
    assertEquals(1, whole.warnings().size());
    assertEquals(Map.of("service_tier", "\"default\""), whole.providerFields());
    assertEquals(whole.providerFields(), whole.toBuilder().build().providerFields());
    assertEquals(limits, whole.toBuilder().build().rateLimits());
    assertEquals(whole.requestId(), whole.toBuilder().build().requestId());
  }

  @Test
  void what_the_provider_wants_back_and_the_logprobs_of_a_refusal_are_kept() {
    Extras extras = Extras.NONE.withProviderData("fake", "{\"thoughts\":1}");
    TokenLogprob logprob = new TokenLogprob("no", -0.1, Optional.empty(), List.of());
    Completion whole =
        of(new RefusalDelta("no", List.of(logprob)), new Finished(FinishReason.STOP, extras));

    assertEquals(extras, whole.message().extras());
    assertEquals(List.of(logprob), whole.refusalLogprobs());
    assertEquals(List.of(), whole.logprobs());
    assertEquals(whole.refusalLogprobs(), whole.toBuilder().build().refusalLogprobs());
  }

  @Test
  void sound_keeps_the_last_that_its_provider_wants_back() {
    Extras named = Extras.NONE.withProviderData("fake", "{\"id\":\"audio_1\"}");
    Completion whole =
        of(new AudioDelta(sound(1), "la", named), new AudioDelta(sound(2), "", Extras.NONE));

    assertEquals(named, whole.message().content().get(0).extras());
  }

  @Test
  void unknown_fields_of_events_are_not_those_of_the_message() {
    Extras wanted = Extras.NONE.withProviderData("fake", "{}");
    Extras extras = wanted.withUnknownField("new", "1");
    Completion whole =
        of(new AudioDelta(sound(1), "la", extras), new Finished(FinishReason.STOP, extras));

    assertEquals(wanted, whole.message().extras());
    assertEquals(wanted, whole.message().content().get(0).extras());
  }

  @Test
  void sound_without_words_has_no_transcript() {
    Completion whole = of(new AudioDelta(sound(1), ""));

    AudioPart audio = (AudioPart) whole.message().content().get(0);
    assertEquals(Optional.empty(), audio.transcript());
  }

  @Test
  void interleaved_tool_calls_are_put_in_order() {
    Completion whole =
        of(
            new ToolCallStarted(1, "b", "second"),
            new ToolCallStarted(0, "a", "first"),
            new ToolCallDelta(1, "{\"x\""),
            new ToolCallDelta(0, "{\"y\":"),
            new ToolCallDelta(1, ":1}"),
            new ToolCallDelta(0, "2}"));

    assertEquals(
        List.of(new ToolCall("a", "first", "{\"y\":2}"), new ToolCall("b", "second", "{\"x\":1}")),
        whole.toolCalls());
  }

  @Test
  void complete_call_wins_over_its_pieces() {
    ToolCall call =
        new ToolCall("a", "first", "{}", Extras.NONE.withProviderData("fake", "{\"s\":1}"));

    Completion whole =
        of(
            new ToolCallStarted(0, "a", "first"),
            new ToolCallDelta(0, "{}"),
            new ToolCallComplete(0, call));

    assertEquals(List.of(call), whole.toolCalls());
  }

  @Test
  void call_cut_off_in_its_arguments_is_kept_as_it_is() {
    Completion whole = of(new ToolCallStarted(0, "a", "first"), new ToolCallDelta(0, "{\"x\":"));

    assertEquals(List.of(new ToolCall("a", "first", "{\"x\":")), whole.toolCalls());
  }

  @Test
  void call_cut_off_before_its_name_is_left_out() {
    assertEquals(List.of(), of(new ToolCallDelta(0, "{")).toolCalls());
    assertEquals(List.of(), of(new ToolCallStarted(0, "a", "")).toolCalls());
  }

  @Test
  void last_usage_wins() {
    Usage last = Usage.reported().input(5).output(6).build();

    Completion whole =
        of(
            new UsageReported(Usage.reported().input(1).output(1).build()),
            new TextDelta("a"),
            new UsageReported(last),
            END);

    assertEquals(last, whole.usage());
  }

  @Test
  void usage_of_a_cut_off_answer_is_estimated() {
    Usage usage = of(new TextDelta("12345678"), new ReasoningDelta("1")).usage();

    assertEquals(Usage.Source.ESTIMATED, usage.source());
    assertEquals(3, usage.outputTokens(), "nine characters, four a token, rounded up");
    assertEquals(4 + 2, usage.inputTokens(), "four around the message, eight characters in it");
  }

  @Test
  void tool_call_that_came_whole_counts_in_the_estimate() {
    Usage usage = of(new ToolCallComplete(0, new ToolCall("a", "first", "12345678"))).usage();

    assertEquals(Usage.Source.ESTIMATED, usage.source());
    assertEquals(2, usage.outputTokens());
  }

  @Test
  void usage_of_a_finished_answer_is_never_guessed() {
    Completion whole = of(new TextDelta("a"), END);

    assertTrue(whole.isComplete());
    assertEquals(Usage.NONE, whole.usage());
  }

  @Test
  void snapshot_does_not_change_afterwards() {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, ChatRequest.of("Hi"));
    whole.add(new TextDelta("a"));
    Completion early = whole.snapshot();

    whole.add(new TextDelta("b"));
    whole.add(new Annotation("x", "{}"));
    whole.add(END);

    assertEquals("a", early.text());
    assertFalse(early.isComplete());
    assertEquals(List.of(), early.annotations());
  }

  private static Media.Inline sound(int content) {
    return new Media.Inline("audio/wav", Bytes.of(new byte[] {(byte) content}));
  }
}
