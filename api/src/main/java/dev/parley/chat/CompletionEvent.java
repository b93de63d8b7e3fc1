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

  /**
   * {@return what a provider wants back, and what this version does not understand of the event
   * where it was read from a text}
   */
  Extras extras();

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
   * @param extras see {@link CompletionEvent#extras()}
   */
  record Started(
      String id,
      String model,
      List<Warning> warnings,
      Optional<String> requestId,
      RateLimits rateLimits,
      Extras extras)
      implements CompletionEvent {
    /** Copies the warnings. */
    public Started {
      warnings = List.copyOf(warnings);
    }

    /** A beginning without extras. */
    public Started(
        String id,
        String model,
        List<Warning> warnings,
        Optional<String> requestId,
        RateLimits rateLimits) {
      this(id, model, warnings, requestId, rateLimits, Extras.NONE);
    }

    /** An answer of which the provider tells neither a request id nor limits. */
    public Started(String id, String model, List<Warning> warnings) {
      this(id, model, warnings, Optional.empty(), RateLimits.UNKNOWN);
    }

    /** {@return the same beginning with other warnings} */
    public Started with(List<Warning> others) {
      return new Started(id, model, others, requestId, rateLimits, extras);
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
   * @param extras see {@link CompletionEvent#extras()}
   */
  record TextDelta(String text, List<TokenLogprob> logprobs, Extras extras)
      implements CompletionEvent {
    /** Copies the logprobs. */
    public TextDelta {
      logprobs = List.copyOf(logprobs);
    }

    /** Words without extras. */
    public TextDelta(String text, List<TokenLogprob> logprobs) {
      this(text, logprobs, Extras.NONE);
    }

    /** Text without logprobs. */
    public TextDelta(String text) {
      this(text, List.of(), Extras.NONE);
    }
  }

  /**
   * More of what the model thinks.
   *
   * @param text not empty
   * @param extras see {@link CompletionEvent#extras()}
   */
  record ReasoningDelta(String text, Extras extras) implements CompletionEvent {
    /** Thoughts without extras. */
    public ReasoningDelta(String text) {
      this(text, Extras.NONE);
    }
  }

  /**
   * More of why the model will not answer.
   *
   * @param text not empty, unless it only carries logprobs
   * @param logprobs of its tokens, if asked for
   * @param extras see {@link CompletionEvent#extras()}
   */
  record RefusalDelta(String text, List<TokenLogprob> logprobs, Extras extras)
      implements CompletionEvent {
    /** Copies the logprobs. */
    public RefusalDelta {
      logprobs = List.copyOf(logprobs);
    }

    /** Words without extras. */
    public RefusalDelta(String text, List<TokenLogprob> logprobs) {
      this(text, logprobs, Extras.NONE);
    }

    /** Words without logprobs. */
    public RefusalDelta(String text) {
      this(text, List.of(), Extras.NONE);
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
   * @param extras see {@link CompletionEvent#extras()}
   */
  record ToolCallStarted(int index, String id, String name, Extras extras)
      implements CompletionEvent {
    /** A beginning without extras. */
    public ToolCallStarted(int index, String id, String name) {
      this(index, id, name, Extras.NONE);
    }
  }

  /**
   * More of a call's arguments.
   *
   * @param index the call's place
   * @param fragment JSON text cut anywhere; not empty
   * @param extras see {@link CompletionEvent#extras()}
   */
  record ToolCallDelta(int index, String fragment, Extras extras) implements CompletionEvent {
    /** A fragment without extras. */
    public ToolCallDelta(int index, String fragment) {
      this(index, fragment, Extras.NONE);
    }
  }

  /**
   * A tool call is whole. Comes for every call before {@link Finished}, cut-off calls included.
   *
   * @param index the call's place
   * @param call the call, with extras of its own
   * @param extras see {@link CompletionEvent#extras()}
   */
  record ToolCallComplete(int index, ToolCall call, Extras extras) implements CompletionEvent {
    /** A call whose event has no extras. */
    public ToolCallComplete(int index, ToolCall call) {
      this(index, call, Extras.NONE);
    }
  }

  /**
   * A remark on the answer, such as a citation.
   *
   * @param type in the provider's words, such as {@code url_citation}
   * @param json the whole remark as a JSON object
   * @param extras see {@link CompletionEvent#extras()}
   */
  record Annotation(String type, String json, Extras extras) implements CompletionEvent {
    /** A remark without extras. */
    public Annotation(String type, String json) {
      this(type, json, Extras.NONE);
    }

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
   * @param extras see {@link CompletionEvent#extras()}
   */
  record Progress(long done, long total, Extras extras) implements CompletionEvent {
    /** Progress without extras. */
    public Progress(long done, long total) {
      this(done, total, Extras.NONE);
    }

    @Override
    public boolean visible() {
      return false;
    }
  }

  /**
   * What the answer costs so far. May come more than once: the last one counts.
   *
   * @param usage the whole, not an increment
   * @param extras see {@link CompletionEvent#extras()}
   */
  record UsageReported(Usage usage, Extras extras) implements CompletionEvent {
    /** Usage without extras. */
    public UsageReported(Usage usage) {
      this(usage, Extras.NONE);
    }

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
   * @param extras see {@link CompletionEvent#extras()}
   */
  record ProviderEvent(String provider, String type, String json, Extras extras)
      implements CompletionEvent {
    /** The type of an event that carries a chunk of the wire as it came. */
    public static final String RAW_CHUNK = "raw";

    /** Something of which nothing else is kept. */
    public ProviderEvent(String provider, String type, String json) {
      this(provider, type, json, Extras.NONE);
    }

    @Override
    public boolean visible() {
      return false;
    }
  }
}
