package dev.parley.cli.ask;

import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import dev.parley.message.Bytes;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes parts of a message of files, of addresses of images, and of what is piped in. */
public final class Attachments {
  /** What stands for stdin. */
  static final String STDIN = "-";

  private static final int MEBI = 1 << 20;
  private static final int MOST_BYTES = 32 * MEBI;
  private static final long MOST_TOGETHER = 64L * MEBI;

  private final Surroundings surroundings;
  private long together;

  @Inject
  Attachments(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * {@return the parts, in their order}
   *
   * @param names as in {@link #part}
   * @throws UsageException if one cannot be attached
   */
  public List<Part> parts(List<String> names) {
    if (names.indexOf(STDIN) != names.lastIndexOf(STDIN)) {
      throw new UsageException("-a - can be said once only, for stdin is there once");
    }
    together = 0;
    List<Part> parts = new ArrayList<>();
    names.forEach(name -> parts.add(added(name)));
    return parts;
  }

  /**
   * {@return the part that a file or an address becomes: text that names its file, an image, sound
   * or a document} What it is its content says, else its name.
   *
   * @param name a file's path, an {@code http}, {@code https} or {@code data} address, or {@code -}
   * @throws UsageException if it cannot be attached; the message says why
   */
  public Part part(String name) {
    together = 0;
    return added(name);
  }

  private Part added(String name) {
    if (begins(name, "http://") || begins(name, "https://")) {
      return Part.image(new Media.Link(address(name)));
    } else if (begins(name, "data:")) {
      Media.Inline data = DataAddress.of(name);
      byte[] content = checked(data.content().toByteArray(), "data:");
      return part("data", content, Optional.of(data.mediaType()));
    } else if (name.equals(STDIN)) {
      return part("stdin", stdin(), Optional.empty());
    }
    return part(name, file(name), ContentKind.ofName(name));
  }

  /** Schemes are the same in capitals. */
  private static boolean begins(String name, String scheme) {
    return name.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** An address may hold a password, so no message shows it. */
  private static URI address(String name) {
    try {
      int colon = name.indexOf(':');
      URI address =
          new URI(name.substring(0, colon).toLowerCase(Locale.ROOT) + name.substring(colon));
      if (address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw new UsageException(
          "-a: the http address is malformed; it may hold neither blanks nor quotation marks");
    }
    throw new UsageException("-a: the http address names no host");
  }

  private byte[] stdin() {
    if (surroundings.inIsTerminal()) {
      throw new UsageException("-a -: nothing is piped in");
    }
    try {
      return read(surroundings.in(), "stdin");
    } catch (IOException e) {
      throw new UsageException("-a -: stdin cannot be read: " + e.getMessage());
    }
  }

  private byte[] file(String name) {
    try {
      Path path = surroundings.workingFolder().resolve(name);
      if (Files.isDirectory(path)) {
        throw new UsageException("-a " + name + ": a folder; attach its files one by one");
      }
      try (InputStream in =
          Files.newInputStream(path)) { // It may be a pipe: its size says nothing.
        return read(in, name);
      }
    } catch (NoSuchFileException e) {
      throw new UsageException("-a " + name + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new UsageException("-a " + name + ": the file may not be read");
    } catch (IOException e) {
      throw new UsageException("-a " + name + ": the file cannot be read: " + e.getMessage());
    } catch (InvalidPathException e) {
      throw new UsageException("-a " + name + ": no name for a file: " + e.getReason());
    }
  }

  private byte[] read(InputStream in, String name) throws IOException {
    return checked(in.readNBytes(MOST_BYTES + 1), name);
  }

  private byte[] checked(byte[] bytes, String name) {
    together += bytes.length;
    if (bytes.length > MOST_BYTES) {
      throw new UsageException("-a " + name + ": larger than " + MOST_BYTES / MEBI + " MiB");
    } else if (together > MOST_TOGETHER) {
      throw new UsageException(
          "-a " + name + ": all attachments are larger than " + MOST_TOGETHER / MEBI + " MiB");
    } else if (bytes.length == 0) {
      throw new UsageException("-a " + name + ": it is empty");
    }
    return bytes;
  }

  private static Part part(String name, byte[] bytes, Optional<String> hint) {
    Optional<String> known = ContentKind.ofContent(bytes);
    if (known.isEmpty()) {
      try {
        String text = Utf8Text.of(bytes);
        known = text.indexOf('\0') < 0 ? known : hint.filter(Attachments::isOfAPart);
        if (known.isEmpty()) {
          return text(name, text);
        }
      } catch (CharacterCodingException e) {
        known = hint.filter(Attachments::isOfAPart); // No text: what it is called may help.
      }
    }
    String type =
        known.orElseThrow(
            () ->
                new UsageException(
                    "-a "
                        + name
                        + ": a binary file of a kind that no model reads; attach text in UTF-8, an"
                        + " image, sound or a PDF"));
    Media media = new Media.Inline(type, Bytes.of(bytes));
    if (type.startsWith("image/")) {
      return Part.image(media);
    } else if (type.startsWith("audio/")) {
      return new Part.AudioPart(media, Optional.empty(), Extras.NONE);
    }
    return new Part.FilePart(media, Optional.of(fileName(name)), Extras.NONE);
  }

  private static boolean isOfAPart(String type) {
    return type.startsWith("image/") || type.startsWith("audio/") || type.equals("application/pdf");
  }

  /** Text parts are joined as they are, so it brings its own distance. */
  private static Part text(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new UsageException("-a " + name + ": no text, for it holds zero bytes");
    }
    String shown = ControlCharacters.oneLine(name).replace("\"", "&quot;");
    String end = text.endsWith("\n") ? "" : "\n";
    return Part.text("\n\n<file name=\"" + shown + "\">\n" + text + end + "</file>\n");
  }

  private static String fileName(String name) {
    return ControlCharacters.oneLine(name.substring(name.lastIndexOf('/') + 1));
  }
}
