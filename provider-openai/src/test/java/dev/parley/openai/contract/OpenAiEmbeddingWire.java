package dev.parley.openai.contract;

import com.github.tomakehurst.wiremock.common.Json;
import dev.parley.tck.http.EmbeddingWireFormat;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Vectors as OpenAI sends them, but in the opposite order: the index counts. */
final class OpenAiEmbeddingWire extends OpenAiWire implements EmbeddingWireFormat {

  private static Map<?, ?> body(RecordedRequest request) {
    return Json.read(request.text(), Map.class);
  }

  @Override
  public List<String> texts(RecordedRequest request) {
    return ((List<?>) body(request).get("input")).stream().map(String::valueOf).toList();
  }

  @Override
  public OptionalInt dimensions(RecordedRequest request) {
    return body(request).get("dimensions") instanceof Number number
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }

  @Override
  public Reply vectors(List<float[]> vectors, long inputTokens) {
    StringBuilder data = new StringBuilder();
    for (int i = vectors.size() - 1; i >= 0; i--) {
      data.append(data.isEmpty() ? "" : ",")
          .append("{\"object\":\"embedding\",\"index\":%d,\"embedding\":\"".formatted(i))
          .append(base64(vectors.get(i)))
          .append("\"}");
    }
    return Reply.json(
        200,
        "{\"object\":\"list\",\"model\":\"tck-model-2026\",\"data\":[%s],\"usage\":{\"prompt_tokens\":%d,\"total_tokens\":%d}}"
            .formatted(data, inputTokens, inputTokens));
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
