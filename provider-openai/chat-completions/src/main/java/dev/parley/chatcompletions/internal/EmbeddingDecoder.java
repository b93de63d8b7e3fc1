package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.embedding.Embedding;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the vectors of an answer. What would put a vector to the wrong text, or a wrong vector into
 * somebody's index, is refused; all else is tolerated: answers in any order, numbers where base64
 * was asked for, and answers that number no vector, whose order counts then.
 */
final class EmbeddingDecoder {
  private final ErrorDetails details;

  /** Reads an answer of those details. */
  EmbeddingDecoder(ErrorDetails details) {
    this.details = details;
  }

  /** The vectors of an answer to {@code count} texts, in the order of these. */
  List<Embedding> vectors(JsonNode answer, int count, OptionalInt dimensions) {
    JsonNode data = answer.path("data");
    if (!data.isArray()) {
      throw wrong("has no list of vectors at data");
    }
    if (data.size() != count) {
      throw wrong("has " + data.size() + " vectors for " + count + " texts");
    }
    SortedMap<Integer, Embedding> ordered = new TreeMap<>();
    boolean numbered = numbered(data);
    for (int i = 0; i < count; i++) {
      int index = numbered ? index(data.get(i).path("index"), i) : i;
      if (index < 0 || index >= count || ordered.containsKey(index)) {
        throw wrong(
            "numbers a vector " + index + ", which is no text's or taken, at data[" + i + "]");
      }
      ordered.put(index, vector(data.get(i).path("embedding"), i));
    }
    List<Embedding> vectors = List.copyOf(ordered.values());
    requireDimensions(vectors, dimensions);
    return vectors;
  }

  /** Whether any vector says which text it is of; then all must. */
  private static boolean numbered(JsonNode data) {
    for (JsonNode entry : data) {
      if (entry.hasNonNull("index")) {
        return true;
      }
    }
    return false;
  }

  private int index(JsonNode index, int place) {
    if (!index.canConvertToExactIntegral() || !index.canConvertToInt()) {
      throw wrong("has no whole number at data[" + place + "].index");
    }
    return index.intValue();
  }

  private Embedding vector(JsonNode embedding, int place) {
    try {
      return Embedding.of(embedding.isTextual() ? bytes(embedding, place) : list(embedding, place));
    } catch (IllegalArgumentException e) {
      throw wrong("has a vector that is empty or not of finite numbers at data[" + place + "]");
    }
  }

  private float[] bytes(JsonNode embedding, int place) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(embedding.textValue());
    } catch (IllegalArgumentException e) {
      throw notBase64(place);
    }
    if (bytes.length % Float.BYTES != 0) {
      throw notBase64(place);
    }
    float[] numbers = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  private ProtocolException notBase64(int place) {
    return wrong("has a text that is no base64 of 32-bit numbers at data[" + place + "].embedding");
  }

  private float[] list(JsonNode embedding, int place) {
    if (!embedding.isArray()) {
      throw wrong("has no vector at data[" + place + "].embedding");
    }
    float[] numbers = new float[embedding.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = embedding.get(i);
      if (!number.isNumber()) {
        throw wrong("has no number at data[" + place + "].embedding[" + i + "]");
      }
      numbers[i] = number.floatValue();
    }
    return numbers;
  }

  private void requireDimensions(List<Embedding> vectors, OptionalInt dimensions) {
    int length = vectors.get(0).dimensions();
    if (dimensions.isPresent() && dimensions.getAsInt() != length) {
      throw new ProtocolException(
          "the server ignores that dimensions were asked for: its vectors have "
              + length
              + " numbers, not "
              + dimensions.getAsInt()
              + "; leave dimensions out or choose another model",
          details,
          null);
    }
  }

  /** Throws if the vectors, those of earlier answers among them, differ in length. */
  void requireOneLength(List<Embedding> vectors) {
    int length = vectors.get(0).dimensions();
    if (vectors.stream().anyMatch(vector -> vector.dimensions() != length)) {
      throw wrong("has vectors of different lengths");
    }
  }

  private ProtocolException wrong(String what) {
    return new ProtocolException(
        "the answer " + what + "; does the server serve embeddings?", details, null);
  }
}
