package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request brings along for the wire: schemas, provider data, parts that are passed on,
 * options.
 *
 * @param model the model that is asked, for error messages
 */
record GivenJson(ModelId model) {
  /** The object that a text is; {@code what} is called wrong where it is none. */
  ObjectNode object(String json, String what) {
    return Json.parse(json)
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .orElseThrow(() -> invalid(what + " must be a JSON object; correct it"));
  }

  /** The provider data of this instance, a JSON object to be sent along. */
  Optional<ObjectNode> data(Extras extras) {
    return extras.providerData(model.provider()).map(json -> object(json, "provider data"));
  }

  /** Refuses an option that would change who is asked, what, or how the answer must be read. */
  void refuse(String option, Set<String> ownFields) {
    if (ownFields.contains(option)) {
      throw invalid(
          "option \""
              + option
              + "\" cannot be set: the model, the messages and whether to stream are what the call"
              + " says; leave it out");
    }
  }

  /** Whether its provider data marks a call as one that has a text of its own kind. */
  boolean isCustom(ToolCall call) {
    return data(call.extras())
        .map(data -> Json.text(data, "type"))
        .filter("custom"::equals)
        .isPresent();
  }

  /** The text of parts that are nothing but text, and have no provider data to be sent along. */
  Optional<String> textAlone(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!(part instanceof TextPart words)
          || words.extras().providerData(model.provider()).isPresent()) {
        return Optional.empty();
      } else if (parts.size() == 1) {
        return Optional.of(words.text());
      }
      text.append(words.text());
    }
    return Optional.of(text.toString());
  }

  /** What to throw where a request cannot be sent. */
  InvalidRequestException invalid(String problem) {
    return new InvalidRequestException(
        problem + "; nothing was sent", ErrorDetails.of(model), null);
  }
}
