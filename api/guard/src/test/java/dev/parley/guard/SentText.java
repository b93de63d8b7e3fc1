package dev.parley.guard;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.ToolResult;
import java.nio.charset.StandardCharsets;

/** All texts of a request one after another. */
final class SentText {
  private SentText() {}

  static String of(ChatRequest request) {
    StringBuilder text = new StringBuilder();
    request.messages().forEach(message -> add(text, message));
    text.append(request.tools());
    request.responseFormat().ifPresent(f -> text.append(((JsonSchema) f).schemaJson()));
    return text.append(request.stop()).append(request.options()).toString();
  }

  private static void add(StringBuilder text, Message message) {
    text.append(message.getClass().getSimpleName());
    add(text, message.extras());
    message.content().forEach(part -> add(text, part));
  }

  private static void add(StringBuilder text, Part part) {
    add(text, part.extras());
    if (part instanceof ToolResult result) {
      text.append(result.callId());
      result.content().forEach(inner -> add(text, inner));
    } else if (part instanceof FilePart file) {
      text.append(file.name()).append(media(file.file()));
    } else if (part instanceof ImagePart image) {
      text.append(image.detail()).append(media(image.image()));
    } else if (part instanceof AudioPart audio) {
      text.append(audio.transcript()).append(media(audio.audio()));
    } else {
      text.append(part);
    }
  }

  private static String media(Media media) {
    if (!(media instanceof Media.Inline inline)) {
      return media.toString();
    }
    byte[] bytes = inline.content().toByteArray();
    boolean utf16 = bytes.length > 1 && bytes[0] == (byte) 0xfe;
    return inline.mediaType()
        + new String(bytes, utf16 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
  }

  private static void add(StringBuilder text, Extras extras) {
    text.append(extras.providerData()).append(extras.unknownFields());
  }
}
