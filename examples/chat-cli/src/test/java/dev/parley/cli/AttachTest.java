package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.TextPart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachTest {
  @TempDir Path folder;
  private final FakeFactory fake = new FakeFactory("fake", text("Yes"), STOP);

  private Run run() {
    return new Run(folder, fake);
  }

  private byte[] file(String name, String bytes) throws IOException {
    byte[] content = bytes.getBytes(ISO_8859_1);
    Files.write(folder.resolve(name), content);
    return content;
  }

  private List<Part> parts(Run run, String... arguments) {
    assertEquals(0, run.environment("PARLEY_MODEL", "fake:m").with(arguments), run.err());
    return fake.requests.get(fake.requests.size() - 1).messages().get(0).content();
  }

  private String usage(Run run, String... arguments) {
    assertEquals(2, run.environment("PARLEY_MODEL", "fake:m").with(arguments), run.err());
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    assertEquals(List.of(), fake.requests);
    return run.err().substring("parley: ".length()).strip();
  }

  @Test
  void a_text_file_is_named_behind_the_prompt() throws IOException {
    file("a \"b\".txt", "line 1\nline 2");
    file("c.java", "code\n");
    parts(run(), "-a", "a \"b\".txt", "-a", "c.java", "Compare:");
    assertEquals(
        """
        Compare:

        <file name="a &quot;b&quot;.txt">
        line 1
        line 2
        </file>


        <file name="c.java">
        code
        </file>
        """,
        fake.requests.get(0).messages().get(0).text());
  }

  @ParameterizedTest
  @CsvSource({
    "'\u0089PNG\r\n\u001A\n...',x.txt,image/png",
    "'\u00FF\u00D8\u00FF\u00E0',x,image/jpeg",
    "'GIF89a\u0001',x,image/gif",
    "'RIFF....WEBPVP8\u0000',x,image/webp",
    "'RIFF....WAVEfmt\u0000',x,audio/wav",
    "'....ftypheic\u0080',x,image/heic",
    "'....ftypM4A \u0080',x,audio/mp4",
    "'ID3\u0004',x,audio/mpeg",
    "'\u00FF\u00FB\u0090',x,audio/mpeg",
    "'OggS\u0000',x,audio/ogg",
    "'fLaC\u0000',x,audio/flac",
    "%PDF-1.7,x,application/pdf",
    "'\u00FF\u0001\u0002',x.MP3,audio/mpeg",
    "'\u00FF\u0001\u0002',x.jpg,image/jpeg",
    "'\u0001\u0000\u0002',x.jpg,image/jpeg",
  })
  void the_kind_is_told_by_content_and_then_by_name(String content, String name, String type)
      throws IOException {
    byte[] bytes = file(name, content);
    Part part = parts(run(), "-a", name, "What?").get(1);
    Media media =
        part instanceof ImagePart image
            ? image.image()
            : part instanceof AudioPart audio ? audio.audio() : ((FilePart) part).file();
    assertEquals(Media.inline(type, bytes), media);
    assertEquals(type.startsWith("image/"), part instanceof ImagePart);
    assertEquals(type.startsWith("audio/"), part instanceof AudioPart);
  }

  @Test
  void a_document_has_its_name_without_folders() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    file("sub/a.pdf", "%PDF-1.7");
    FilePart part = assertInstanceOf(FilePart.class, parts(run(), "-a", "sub/a.pdf", "x").get(1));
    assertEquals(Optional.of("a.pdf"), part.name());
  }

  @Test
  void the_address_of_an_image_is_for_the_provider_to_fetch() {
    ImagePart part =
        assertInstanceOf(
            ImagePart.class, parts(run(), "-a", "https://example.com/a.png?b=c", "x").get(1));
    assertEquals(Media.link("https://example.com/a.png?b=c"), part.image());
  }

  @Test
  void a_data_address_is_what_it_holds() {
    assertEquals(
        Part.image(Media.inline("image/png", new byte[] {(byte) 0xFF})),
        parts(run(), "-a", "data:image/png;base64,/w==", "x").get(1));
    TextPart text =
        assertInstanceOf(
            TextPart.class, parts(run(), "-a", "data:text/plain;base64,aGk=", "x").get(1));
    assertEquals("\n\n<file name=\"data\">\nhi\n</file>\n", text.text());
  }

  @Test
  void stdin_may_be_attached_in_place_of_being_data() {
    Run run = run().stdin("GIF89a\0".getBytes(ISO_8859_1));
    List<Part> parts = parts(run, "-a", "-", "What is this?");
    assertEquals(Part.text("What is this?"), parts.get(0));
    assertInstanceOf(ImagePart.class, parts.get(1));
    assertEquals(2, parts.size());
  }

  @Test
  void attachments_need_no_prompt() throws IOException {
    file("a.txt", "Why?");
    assertEquals(1, parts(run(), "-a", "a.txt").size());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_pipe_with_a_name_is_read_to_its_end() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertTrue(made.waitFor(30, TimeUnit.SECONDS));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write("from a pipe".getBytes(ISO_8859_1));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());
    TextPart part = assertInstanceOf(TextPart.class, parts(run(), "-a", "pipe", "x").get(1));
    writer.get(30, TimeUnit.SECONDS);
    assertTrue(part.text().contains("from a pipe"), part.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none|-a none: there is no such file",
        ".|-a .: a folder; attach its files one by one",
        "empty|-a empty: it is empty",
        "zeros|-a zeros: no text, for it holds zero bytes",
        "binary|-a binary: a binary file of a kind that no model reads; attach text in UTF-8, an"
            + " image, sound or a PDF",
        "http:///x|-a: the http address names no host",
        "http://a b|-a: the http address is malformed; it may hold neither blanks nor quotation marks",
        "data:image/png,x|-a: a data address looks like data:image/png;base64,…",
        "data:;base64,|-a: a data address looks like data:image/png;base64,…",
        "data:image/png;base64,%|-a: what the data address holds is not base64",
        "data:image/png;base64,|-a data:: it is empty",
        "data:application/zip;base64,/w==|-a data: a binary file of a kind that no model reads;"
            + " attach text in UTF-8, an image, sound or a PDF",
        "-|-a -: nothing is piped in",
      })
  void what_cannot_be_attached_is_told(String name, String expected) throws IOException {
    file("empty", "");
    file("zeros", "a\0b");
    file("binary", "PK\u0003\u0004\u00FF");
    assertEquals(expected, usage(run(), "-a", name, "x"));
  }

  @Test
  void what_is_too_large_is_told() throws IOException {
    Files.write(folder.resolve("large"), new byte[(32 << 20) + 1]);
    assertEquals("-a large: larger than 32 MiB", usage(run(), "-a", "large", "x"));
    byte[] half = new byte[24 << 20];
    Arrays.fill(half, (byte) 'a');
    Files.write(folder.resolve("half"), half);
    assertEquals(
        "-a half: all attachments are larger than 64 MiB",
        usage(run(), "-a", "half", "-a", "half", "-a", "half", "x"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_file_that_may_not_be_read_is_told() throws IOException {
    file("secret", "x");
    Files.setPosixFilePermissions(folder.resolve("secret"), Set.of());
    assumeFalse(
        Files.isReadable(folder.resolve("secret")),
        "not applicable: the super-user may read everything");
    assertEquals("-a secret: the file may not be read", usage(run(), "-a", "secret", "x"));
  }

  @Test
  void stdin_is_there_once() {
    assertEquals(
        "-a - can be said once only, for stdin is there once",
        usage(run().stdin("x"), "-a", "-", "-a", "-", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID3 tags are", "GIF89a is", "OggS\tis\r\n", "RIFF....WAVE is", "fLaC"})
  void a_text_may_begin_as_a_sound_or_an_image_does(String text) throws IOException {
    file("x.mp3", text);
    TextPart part = assertInstanceOf(TextPart.class, parts(run(), "-a", "x.mp3", "x").get(1));
    assertTrue(part.text().contains(text), part.text());
  }

  @Test
  void schemes_may_be_in_capitals() {
    ImagePart part =
        assertInstanceOf(
            ImagePart.class, parts(run(), "-a", "HTTPS://example.com/A.png", "x").get(1));
    assertEquals(Media.link("https://example.com/A.png"), part.image());
    assertEquals(
        Part.image(Media.inline("image/png", new byte[] {(byte) 0xFF})),
        parts(run(), "-a", "Data:image/png;base64,/w==", "x").get(1));
  }
}
