package dev.parley.chat;

import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part.ToolCall;
import java.util.List;
import java.util.Optional;

/**
 * One thing in a stream.
 *
 * <p>Whatever is new arrives as {@link ProviderEvent} until a major release, so that exhaustive
 * switches keep compiling.
 */
public sealed interface CompletionEvent {

  /** {@return whether it shows something of the answer: after such an event no call is retried} */
  default boolean visible() {
    return true;
  }

  /**
   * The answer begins. Comes first and once.
   *
   * @param id the provider's id of the answer; may be empty
   * @param model the model that answers, as the provider names it; may be empty
   * @param warnings what is not done as asked
   * @param requestId the provider's id of the request, for its support, where it tells one
   * @param rateLimits what it told of its limits
   */
  record Started(
      String id,
      String model,
      List<Warning> warnings,
      Optional<String> requestId,
      RateLimits rateLimits)
      implements CompletionEvent {
    /** Copies the warnings. */
    public Started {
      warnings = List.copyOf(warnings);
    }

    /** An answer of which the provider tells neither a request id nor limits. */
    public Started(String id, String model, List<Warning> warnings) {
      this(id, model, warnings, Optional.empty(), RateLimits.UNKNOWN);
    }

    /** {@return the same beginning with other warnings} */
    public Started with(List<Warning> others) {
      return new Started(id, model, others, requestId, rateLimits);
    }

    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * More text.
   *
   * @param text not empty, unless it only carries logprobs
   * @param logprobs of its tokens, if asked for
   */
  record TextDelta(String text, List<TokenLogprob> logprobs) implements CompletionEvent {
    /** Copies the logprobs. */
    public TextDelta {
      logprobs = List.copyOf(logprobs);
    }

    /** Text without logprobs. */
    public TextDelta(String text) {
      this(text, List.of());
    }
  }

  /**
   * More of what the model thinks.
   *
   * @param text not empty
   */
  record ReasoningDelta(String text) implements CompletionEvent {}

  /**
   * More of why the model will not answer.
   *
   * @param text not empty, unless it only carries logprobs
   * @param logprobs of its tokens, if asked for
   */
  record RefusalDelta(String text, List<TokenLogprob> logprobs) implements CompletionEvent {
    /** Copies the logprobs. */
    public RefusalDelta {
      logprobs = List.copyOf(logprobs);
    }

    /** Words without logprobs. */
    public RefusalDelta(String text) {
      this(text, List.of());
    }
  }

  /**
   * More sound.
   *
   * @param audio the next bytes, perhaps none, of a sound that is all of this media type
   * @param transcript the next words spoken; may be empty
   * @param extras what the provider wants back with the sound; the last that is not empty counts
   */
  record AudioDelta(Media.Inline audio, String transcript, Extras extras)
      implements CompletionEvent {
    /** Sound of which the provider wants nothing back. */
    public AudioDelta(Media.Inline audio, String transcript) {
      this(audio, transcript, Extras.NONE);
    }
  }

  /**
   * A tool call begins.
   *
   * @param index its place among the calls of the answer, from 0
   * @param id ties the result to the call
   * @param name the tool
   */
  record ToolCallStarted(int index, String id, String name) implements CompletionEvent {}

  /**
   * More of a call's arguments.
   *
   * @param index the call's place
   * @param fragment JSON text cut anywhere; not empty
   */
  record ToolCallDelta(int index, String fragment) implements CompletionEvent {}

  /**
   * A tool call is whole. Comes for every call before {@link Finished}, cut-off calls included.
   *
   * @param index the call's place
   * @param call the call
   */
  record ToolCallComplete(int index, ToolCall call) implements CompletionEvent {}

  /**
   * A remark on the answer, such as a citation.
   *
   * @param type in the provider's words, such as {@code url_citation}
   * @param json the whole remark as a JSON object
   */
  record Annotation(String type, String json) implements CompletionEvent {
    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * How far the provider has got before the answer begins, such as in reading a long prompt.
   *
   * @param done so far, in the provider's unit
   * @param total of that unit
   */
  record Progress(long done, long total) implements CompletionEvent {
    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * What the answer costs so far. May come more than once: the last one counts.
   *
   * @param usage the whole, not an increment
   */
  record UsageReported(Usage usage) implements CompletionEvent {
    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * The answer is complete. Comes last and once.
   *
   * @param reason why it ended
   * @param extras what the provider wants back with the message, such as signed thoughts
   */
  record Finished(FinishReason reason, Extras extras) implements CompletionEvent {
    /** The end of an answer of which the provider wants nothing back. */
    public Finished(FinishReason reason) {
      this(reason, Extras.NONE);
    }

    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * Something only the provider understands: new things, and raw chunks if asked for. All but the
   * raw chunks end up in {@link Completion#providerFields()}.
   *
   * @param provider the provider instance that sent it
   * @param type in the provider's words; {@link #RAW_CHUNK} for a raw chunk
   * @param json a JSON value
   */
  record ProviderEvent(String provider, String type, String json) implements CompletionEvent {
    /** The type of an event that carries a chunk of the wire as it came. */
    public static final String RAW_CHUNK = "raw";

    @Override
    public boolean visible() {
      return false;
    }
  }
}
