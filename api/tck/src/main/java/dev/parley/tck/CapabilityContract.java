package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Text;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Capabilities: what is NO is refused before anything is sent; everything else is tried. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface CapabilityContract extends StagedModel {

  /** One test for each capability. */
  @TestFactory
  default Stream<DynamicTest> capabilities_are_kept() {
    return Arrays.stream(Capability.values())
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> isKeptSoon(each)));
  }

  /** Neither JUnit's limit nor the kit's extension reaches a test made by a factory. */
  private void isKeptSoon(Capability capability) {
    Seen.quietly(Rule.HEALTHY, "a request that needs " + capability, () -> isKept(capability));
  }

  private void isKept(Capability capability) {
    Scenario scenario =
        Scenario.of("NEEDS_" + capability, Turn.answer(new Text("{\"a\": 1}"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      // What a model can do may be known after a first call only.
      stage.model().complete(scenario.request());
      Support support = stage.model().capabilities().of(capability);
      ChatRequest request = needing(scenario.request(), capability);
      int before = stage.requests();
      if (support == Support.NO && !isPreference(capability)) {
        isRefused(stage, request, capability);
        Rule.CAPABILITIES.same(before, stage.requests(), "the number of requests");
      } else {
        isAnswered(stage, request, capability, support);
      }
    }
  }

  private static void isRefused(Stage stage, ChatRequest request, Capability capability) {
    UnsupportedFeatureException plain =
        Seen.failing(
            UnsupportedFeatureException.class,
            Rule.CAPABILITIES,
            () -> stage.model().complete(request));
    Rule.CAPABILITIES.same(capability, plain.capability(), "the capability that is told");
    Seen.reading(stage, request).failure(UnsupportedFeatureException.class, Rule.CAPABILITIES);
  }

  private static void isAnswered(
      Stage stage, ChatRequest request, Capability capability, Support support) {
    Seen seen = Seen.reading(stage, request);
    if (seen.failure() != null) {
      throw Rule.CAPABILITIES.broken(
          capability
              + " is "
              + support
              + ", and a request that needs it failed with "
              + seen.failure(),
          seen.failure());
    }
    warns(seen.completion(), capability, support);
    warns(stage.model().complete(request), capability, support);
  }

  private static void warns(Completion answer, Capability capability, Support support) {
    Rule.CAPABILITIES.same(
        support == Support.NO,
        !answer.warnings().isEmpty(),
        "whether the answer warns of " + capability);
  }

  private static boolean isPreference(Capability capability) {
    return capability == Capability.SEED || capability == Capability.REASONING_EFFORT;
  }

  private static ChatRequest needing(ChatRequest request, Capability capability) {
    ChatRequest.Builder builder = request.toBuilder();
    byte[] some = {1, 2, 3};
    switch (capability) {
      case TOOLS -> AnswerContract.TOOLS.forEach(builder::tool);
      case JSON -> builder.responseFormat(ResponseFormat.JSON);
      case JSON_SCHEMA ->
          builder.responseFormat(
              new ResponseFormat.JsonSchema("thing", "{\"type\":\"object\"}", false));
      case IMAGE_INPUT -> builder.user(Part.image(Media.inline("image/png", some)));
      case AUDIO_INPUT ->
          builder.user(
              new AudioPart(Media.inline("audio/wav", some), Optional.empty(), Extras.NONE));
      case FILE_INPUT ->
          builder.user(
              new FilePart(
                  Media.inline("application/pdf", some), Optional.of("a.pdf"), Extras.NONE));
      case LOGPROBS -> builder.topLogprobs(1);
      case SEED -> builder.seed(7);
      case REASONING_EFFORT -> builder.reasoningEffort(ReasoningEffort.LOW);
    }
    return builder.build();
  }
}
