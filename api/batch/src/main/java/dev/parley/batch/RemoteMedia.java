package dev.parley.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.ToolResult;
import dev.parley.spi.Loopback;
import java.util.List;

/** Media that a server would fetch from another machine. */
final class RemoteMedia {
  private RemoteMedia() {}

  static boolean isIn(ChatRequest request) {
    return request.messages().stream().anyMatch(message -> isIn(message.content()));
  }

  private static boolean isIn(List<Part> parts) {
    return parts.stream().anyMatch(RemoteMedia::isIn);
  }

  private static boolean isIn(Part part) {
    if (part instanceof ImagePart image) {
      return isRemote(image.image());
    }
    if (part instanceof AudioPart audio) {
      return isRemote(audio.audio());
    }
    if (part instanceof FilePart file) {
      return isRemote(file.file());
    }
    return part instanceof ToolResult result && isIn(result.content());
  }

  private static boolean isRemote(Media media) {
    return media instanceof Media.Link link
        && link.uri().getHost() != null
        && !Loopback.names(link.uri().getHost());
  }
}
