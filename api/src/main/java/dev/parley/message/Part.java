package dev.parley.message;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** A piece of a message's content. */
public sealed interface Part {

  /** {@return what this version does not understand of the part, and what a provider wants back} */
  Extras extras();

  /** {@return a text part} */
  static TextPart text(String text) {
    return new TextPart(text, Extras.NONE);
  }

  /** {@return an image part that leaves the level of detail to the provider} */
  static ImagePart image(Media image) {
    return new ImagePart(image, Optional.empty(), Extras.NONE);
  }

  /**
   * Text.
   *
   * @param text may be empty
   * @param extras see {@link Part#extras()}
   */
  record TextPart(String text, Extras extras) implements Part {
    /** Refuses nulls. */
    public TextPart {
      requireNonNull(text, "text");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * A picture.
   *
   * @param image the picture
   * @param detail how closely the model should look, in the provider's own word, such as {@code
   *     low}
   * @param extras see {@link Part#extras()}
   */
  record ImagePart(Media image, Optional<String> detail, Extras extras) implements Part {
    /** Refuses nulls. */
    public ImagePart {
      requireNonNull(image, "image");
      requireNonNull(detail, "detail");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * Sound.
   *
   * @param audio the sound
   * @param transcript what is said in it, where known
   * @param extras see {@link Part#extras()}
   */
  record AudioPart(Media audio, Optional<String> transcript, Extras extras) implements Part {
    /** Refuses nulls. */
    public AudioPart {
      requireNonNull(audio, "audio");
      requireNonNull(transcript, "transcript");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * A document.
   *
   * @param file the document
   * @param name its file name, where it has one
   * @param extras see {@link Part#extras()}
   */
  record FilePart(Media file, Optional<String> name, Extras extras) implements Part {
    /** Refuses nulls. */
    public FilePart {
      requireNonNull(file, "file");
      requireNonNull(name, "name");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * What a model thought before it answered.
   *
   * @param text may be empty where a provider keeps its thoughts to itself
   * @param extras see {@link Part#extras()}
   */
  record ReasoningPart(String text, Extras extras) implements Part {
    /** Refuses nulls. */
    public ReasoningPart {
      requireNonNull(text, "text");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * A model's words for why it will not answer.
   *
   * @param text may be empty
   * @param extras see {@link Part#extras()}
   */
  record RefusalPart(String text, Extras extras) implements Part {
    /** Refuses nulls. */
    public RefusalPart {
      requireNonNull(text, "text");
      requireNonNull(extras, "extras");
    }
  }

  /**
   * A model's wish to have a tool called.
   *
   * @param id ties the result to the call; not blank
   * @param name the tool's name; not blank, but perhaps one that was never offered
   * @param argumentsJson the model's own text: meant to be a JSON object, and sometimes empty or
   *     not JSON at all
   * @param extras see {@link Part#extras()}
   */
  record ToolCall(String id, String name, String argumentsJson, Extras extras) implements Part {
    /** Refuses nulls and blank ids and names. */
    public ToolCall {
      requireText(id, "id");
      requireText(name, "name");
      requireNonNull(argumentsJson, "argumentsJson");
      requireNonNull(extras, "extras");
    }

    /** A call without extras. */
    public ToolCall(String id, String name, String argumentsJson) {
      this(id, name, argumentsJson, Extras.NONE);
    }
  }

  /**
   * What a tool answered.
   *
   * @param callId the {@link ToolCall#id()} it answers
   * @param content the answer
   * @param failed whether the tool failed and {@code content} says why
   * @param extras see {@link Part#extras()}
   */
  record ToolResult(String callId, List<Part> content, boolean failed, Extras extras)
      implements Part {
    /** Copies the content; refuses nulls and a blank call id. */
    public ToolResult {
      requireText(callId, "callId");
      content = List.copyOf(content);
      requireNonNull(extras, "extras");
    }

    /** {@return the successful answer {@code text} to {@code call}} */
    public static ToolResult of(ToolCall call, String text) {
      return new ToolResult(call.id(), List.of(Part.text(text)), false, Extras.NONE);
    }

    /** {@return a failure, told to the model as {@code reason}} */
    public static ToolResult failure(ToolCall call, String reason) {
      return new ToolResult(call.id(), List.of(Part.text(reason)), true, Extras.NONE);
    }
  }

  /**
   * A part of a kind that this version does not know.
   *
   * @param type the kind, in the words of whoever made it
   * @param json the whole part as a JSON object
   * @param extras see {@link Part#extras()}
   */
  record OpaquePart(String type, String json, Extras extras) implements Part {
    /** Refuses nulls and a blank type. */
    public OpaquePart {
      requireText(type, "type");
      requireNonNull(json, "json");
      requireNonNull(extras, "extras");
    }
  }

  private static void requireText(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
