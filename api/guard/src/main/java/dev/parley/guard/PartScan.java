package dev.parley.guard;

import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes through the parts of messages. */
final class PartScan {
  private final PlacedScan scan;

  PartScan(PlacedScan scan) {
    this.scan = scan;
  }

  List<Part> all(List<Part> parts, String place) {
    List<Part> copy = new ArrayList<>();
    for (Part part : parts) {
      copy.add(one(part, place + ", part " + (copy.size() + 1)));
    }
    return copy;
  }

  private Part one(Part part, String place) {
    Extras extras = extras(part.extras(), place);
    if (part instanceof TextPart text) {
      return new TextPart(scan.text(text.text(), place), extras);
    } else if (part instanceof ReasoningPart thought) {
      return new ReasoningPart(scan.text(thought.text(), place), extras);
    } else if (part instanceof RefusalPart refusal) {
      return new RefusalPart(scan.text(refusal.text(), place), extras);
    } else if (part instanceof ToolCall call) {
      scan.fixed(call.id(), place + ", id");
      scan.fixed(call.name(), place + ", name");
      String arguments = scan.text(call.argumentsJson(), place + ", arguments");
      return new ToolCall(call.id(), call.name(), arguments, extras);
    } else if (part instanceof ToolResult result) {
      scan.fixed(result.callId(), place + ", id");
      return new ToolResult(
          result.callId(), all(result.content(), place + ", result"), result.failed(), extras);
    } else if (part instanceof OpaquePart opaque) {
      scan.fixed(opaque.type(), place + ", type");
      return new OpaquePart(opaque.type(), scan.text(opaque.json(), place), extras);
    }
    return media(part, place, extras);
  }

  private Part media(Part part, String place, Extras extras) {
    if (part instanceof ImagePart image) {
      return new ImagePart(
          content(image.image(), place), text(image.detail(), place + ", detail"), extras);
    } else if (part instanceof AudioPart audio) {
      return new AudioPart(
          content(audio.audio(), place), text(audio.transcript(), place + ", transcript"), extras);
    } else if (part instanceof FilePart file) {
      return new FilePart(
          content(file.file(), place), text(file.name(), place + ", file name"), extras);
    }
    throw new IllegalArgumentException(
        "The guard does not know parts of " + part.getClass().getName());
  }

  private Optional<String> text(Optional<String> text, String place) {
    return text.map(words -> scan.text(words, place));
  }

  private Media content(Media media, String place) {
    if (media instanceof Media.Inline inline) {
      scan.fixed(inline.mediaType(), place + ", media type");
      Optional<InlineText> text = InlineText.of(inline.content().toByteArray(), inline.mediaType());
      if (text.isPresent()) {
        String before = text.get().text();
        String after = scan.text(before, place + ", content");
        return after.equals(before)
            ? media
            : Media.inline(inline.mediaType(), text.get().encoded(after));
      }
    } else if (media instanceof Media.Link link) {
      link(link, place + ", address");
    } else if (media instanceof Media.Uploaded uploaded) {
      scan.fixed(uploaded.id(), place + ", id");
    }
    return media;
  }

  /** A data address (RFC 2397) is looked into. */
  private void link(Media.Link link, String place) {
    String address = link.uri().toString();
    scan.fixed(address, place);
    if ("data".equalsIgnoreCase(link.uri().getScheme())) {
      InlineText.ofDataAddress(address).ifPresent(text -> scan.fixed(text.text(), place));
    }
  }

  Extras extras(Extras extras, String place) {
    Extras copy = extras;
    for (Map.Entry<String, String> data : extras.providerData().entrySet()) {
      String json = scan.text(data.getValue(), place + ", provider data");
      copy = json.equals(data.getValue()) ? copy : copy.withProviderData(data.getKey(), json);
    }
    for (Map.Entry<String, String> field : extras.unknownFields().entrySet()) {
      scan.fixed(field.getKey(), place + ", name of a field");
      String json = scan.text(field.getValue(), place + ", a field");
      copy = json.equals(field.getValue()) ? copy : copy.withUnknownField(field.getKey(), json);
    }
    return copy;
  }
}
