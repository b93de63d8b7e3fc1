package dev.parley.cli.chat;

import dev.parley.cli.process.UsageException;
import dev.parley.message.Part;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Attaches text files, each under its name. */
final class TextAttachment implements Attaching {
  private static final int MOST_BYTES = 16 << 20;

  @Inject
  TextAttachment() {}

  @Override
  public Part part(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new UsageException(file + " is a folder; attach the files in it");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
      if (bytes.length > MOST_BYTES) {
        throw new UsageException(
            file + " has more than " + (MOST_BYTES >> 20) + " MiB; attach a part of it");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Part.text("File " + file.getFileName() + ":\n" + text + "\n\n");
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + " is not UTF-8 text, so it cannot be attached");
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage());
    }
  }
}
