package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent.AudioDelta;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the pieces of a spoken answer: {@code {"id","transcript","data","expires_at"}}, of which
 * each may be there or not. The data of each piece is base64 by itself. What is neither data nor
 * words goes back to the server with the sound: its id stands for it in later requests.
 */
final class AudioDecoder {
  private static final Set<String> SAID = Set.of("data", "transcript");
  private static final Map<String, String> TYPES =
      Map.of(
          "mp3", "audio/mpeg",
          "wav", "audio/wav",
          "flac", "audio/flac",
          "opus", "audio/opus",
          "aac", "audio/aac",
          "pcm16", "audio/pcm");

  private final String provider;
  private final String mediaType;
  private final ObjectNode wantedBack = JsonNodeFactory.instance.objectNode();

  /** Reads sound of that media type for that provider instance. */
  AudioDecoder(String provider, String mediaType) {
    this.provider = provider;
    this.mediaType = mediaType;
  }

  /** The media type of the sound that a request asks for; the answer does not tell. */
  static String typeOf(ChatRequest request, String provider) {
    Object format =
        request.options(provider).get("audio") instanceof Map<?, ?> audio
            ? audio.get("format")
            : null;
    String word = String.valueOf(format).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(word, "application/octet-stream");
  }

  /** The next piece; empty if it says nothing new. */
  Optional<AudioDelta> read(JsonNode audio) {
    boolean told = false;
    for (Map.Entry<String, JsonNode> field : audio.properties()) {
      if (!SAID.contains(field.getKey()) && !field.getValue().isNull()) {
        told |= !field.getValue().equals(wantedBack.get(field.getKey()));
        wantedBack.set(field.getKey(), field.getValue());
      }
    }
    byte[] data = bytes(Json.text(audio, "data"));
    String transcript = Json.text(audio, "transcript");
    if (!told && data.length == 0 && transcript.isEmpty()) {
      return Optional.empty();
    }
    Extras extras =
        wantedBack.isEmpty()
            ? Extras.NONE
            : Extras.NONE.withProviderData(provider, Json.write(wantedBack));
    return Optional.of(
        new AudioDelta((Media.Inline) Media.inline(mediaType, data), transcript, extras));
  }

  /** What is no base64 is no sound. */
  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
