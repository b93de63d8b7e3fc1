package dev.parley.spi;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds a request against what a model can do, before anything is sent. */
public final class RequestCheck {
  private RequestCheck() {}

  /**
   * {@return a warning for each preference that the model does not know}
   *
   * @throws UnsupportedFeatureException if the request needs something that the model has not
   */
  public static List<Warning> check(ModelId model, Capabilities capabilities, ChatRequest request) {
    for (Capability needed : needs(request)) {
      if (capabilities.of(needed) == Support.NO) {
        throw new UnsupportedFeatureException(
            "the model does not do "
                + word(needed)
                + "; leave it out of the request or choose another model",
            ErrorDetails.of(model),
            needed,
            null);
      }
    }
    List<Warning> warnings = new ArrayList<>();
    for (Capability preferred : preferences(request)) {
      if (capabilities.of(preferred) == Support.NO) {
        warnings.add(
            new Warning(
                word(preferred), "the model does not know this preference; it is not sent"));
      }
    }
    return warnings;
  }

  private static List<Capability> needs(ChatRequest request) {
    List<Capability> needs = new ArrayList<>();
    if (!request.tools().isEmpty()) {
      needs.add(Capability.TOOLS);
    }
    request
        .responseFormat()
        .ifPresent(
            format -> {
              if (format instanceof ResponseFormat.JsonSchema) {
                needs.add(Capability.JSON_SCHEMA);
              } else if (format.equals(ResponseFormat.JSON)) {
                needs.add(Capability.JSON);
              }
            });
    if (request.topLogprobs().isPresent()) {
      needs.add(Capability.LOGPROBS);
    }
    for (Message message : request.messages()) {
      addParts(message.content(), needs);
    }
    return needs;
  }

  private static void addParts(List<Part> content, List<Capability> needs) {
    for (Part part : content) {
      if (part instanceof ImagePart) {
        needs.add(Capability.IMAGE_INPUT);
      } else if (part instanceof AudioPart) {
        needs.add(Capability.AUDIO_INPUT);
      } else if (part instanceof FilePart) {
        needs.add(Capability.FILE_INPUT);
      } else if (part instanceof ToolCall) {
        needs.add(Capability.TOOLS);
      } else if (part instanceof ToolResult result) {
        needs.add(Capability.TOOLS);
        addParts(result.content(), needs);
      }
    }
  }

  private static List<Capability> preferences(ChatRequest request) {
    List<Capability> preferences = new ArrayList<>();
    if (request.seed().isPresent()) {
      preferences.add(Capability.SEED);
    }
    if (request.reasoningEffort().isPresent()) {
      preferences.add(Capability.REASONING_EFFORT);
    }
    return preferences;
  }

  private static String word(Capability capability) {
    return capability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
