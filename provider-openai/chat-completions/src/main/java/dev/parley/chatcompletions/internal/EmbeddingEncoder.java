package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ModelId;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes requests, as OpenAI's API reference for "Create embeddings" has them. Vectors are asked
 * for in base64, a third of the size of their numbers in decimal; an option may ask for {@code
 * encoding_format} {@code float} where a server refuses that.
 */
final class EmbeddingEncoder {
  /** Options that would take other texts or another model than the request's. */
  private static final Set<String> OWN_FIELDS = Set.of("model", "input");

  private final ModelId model;

  EmbeddingEncoder(ModelId model) {
    this.model = model;
  }

  /** The body in UTF-8 of a request for some of its texts. */
  byte[] encode(EmbeddingRequest request, List<String> texts) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model.model());
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    body.put("encoding_format", "base64");
    request.dimensions().ifPresent(value -> body.put("dimensions", value));
    options(request, body);
    // Not the mapper's own bytes: see RequestEncoder.encode.
    return Json.write(body).getBytes(StandardCharsets.UTF_8);
  }

  private void options(EmbeddingRequest request, ObjectNode body) {
    for (Map.Entry<String, Object> option : request.options(model.provider()).entrySet()) {
      if (OWN_FIELDS.contains(option.getKey())) {
        throw new InvalidRequestException(
            "option \""
                + option.getKey()
                + "\" cannot be set: the model and the texts are the request's; leave it out;"
                + " nothing was sent",
            ErrorDetails.of(model),
            null);
      }
      body.set(option.getKey(), Json.of(option.getValue()));
    }
  }
}
