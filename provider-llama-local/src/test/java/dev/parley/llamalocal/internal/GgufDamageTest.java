package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.llamalocal.internal.GgufBytes.Out;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile files: a header or a {@link GgufFormatException}, and never much work. */
class GgufDamageTest {

  private static final int MUTATIONS = 5_000;
  private static final long HUGE = 1L << 60;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>   | is not a GGUF file: it begins with \"<htm\" (a web page?)",
        "versi    | is not a GGUF file: it begins with \"vers\" (a Git LFS pointer, not the file itself?)",
        "tjgg...  | is not a GGUF file: it begins with \"tjgg\" (a model of the time before GGUF)",
        "GGUX     | is not a GGUF file: it begins with \"GGUX\"",
        "x        | is not a GGUF file: it begins with \"x\"",
      })
  void other_files_are_told_by_their_beginnings(String file, String message) {
    assertEquals(message, refuse(file.getBytes(StandardCharsets.US_ASCII)).getMessage());
  }

  @Test
  void other_files_may_be_binary_or_empty() {
    assertEquals(
        "is not a GGUF file: it begins with the bytes 50 4b 03 04 (a zip or PyTorch file)",
        refuse(new byte[] {'P', 'K', 3, 4, 5}).getMessage());
    assertEquals(
        "is not a GGUF file: it begins with the bytes 00 ff 00 ff",
        refuse(new byte[] {0, -1, 0, -1, 0}).getMessage());
    assertEquals("is empty", refuse(new byte[0]).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1, version 1",
    "4, version 4",
    "0, version 0",
    "-1, version 4294967295",
    "0x03000000, big-endian",
    "0x02000000, big-endian"
  })
  void other_versions_are_told_by_name(String version, String told) {
    GgufFormatException e = refuse(new GgufBytes(Long.decode(version).intValue()).file());
    assertTrue(e.getMessage().contains(told), e.getMessage());
    assertEquals(8, e.offset());
  }

  @Test
  void a_file_cut_off_anywhere_before_its_last_tensor_is_incomplete() throws IOException {
    byte[] header = GgufBytes.model("Tiny").header();
    byte[] file = GgufBytes.model("Tiny").file();
    int lastTensor = header.length + 32; // the first has 32 bytes of data
    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      if (length > lastTensor) {
        assertEquals("Tiny", GgufBytes.read(cut).name());
      } else {
        GgufFormatException e = refuse(cut);
        assertTrue(e.getMessage().contains("incomplete download"), e.getMessage());
        assertTrue(e.getMessage().startsWith("ends "), e.getMessage());
        assertTrue(e.offset() <= length, e.getMessage());
      }
    }
  }

  @Test
  void lengths_and_counts_beyond_the_file_are_not_believed() {
    for (long length : new long[] {HUGE, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1L << 32}) {
      refuse(value(GgufBytes.STRING, out -> out.int64(length)));
      refuse(value(GgufBytes.ARRAY, out -> out.int32(GgufBytes.UINT32).int64(length)));
      refuse(value(GgufBytes.ARRAY, out -> out.int32(GgufBytes.UINT64).int64(length)));
      refuse(value(GgufBytes.ARRAY, out -> out.int32(GgufBytes.STRING).int64(length)));
      refuse(value(GgufBytes.ARRAY, out -> out.int32(GgufBytes.ARRAY).int64(length)));
      refuse(GgufBytes.model("Tiny").header(length, 7));
      refuse(GgufBytes.model("Tiny").header(2, length));
      refuse(new GgufBytes().tensor("overflows", 0, length, Long.MAX_VALUE, 8).file());
    }
  }

  @Test
  void the_message_tells_what_is_missing_and_where() {
    assertEquals(
        "ends in the middle of its header (an incomplete download?): it tells of"
            + " 1152921504606846976 things that follow and is 45 bytes long, at byte 37",
        refuse(value(GgufBytes.STRING, out -> out.int64(HUGE))).getMessage());
  }

  @Test
  void arrays_nested_without_end_are_refused() {
    GgufFormatException e =
        refuse(
            value(
                GgufBytes.ARRAY,
                out -> {
                  for (int i = 0; i < 100_000; i++) {
                    out.int32(GgufBytes.ARRAY).int64(1);
                  }
                }));
    assertTrue(e.getMessage().contains("nested more than 8 deep"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 255, -1, Integer.MIN_VALUE})
  void unknown_types_are_refused_as_their_length_is_unknown(int type) {
    assertTrue(
        refuse(value(type, out -> out.int64(0))).getMessage().contains("unknown type"), "value");
    assertTrue(
        refuse(value(GgufBytes.ARRAY, out -> out.int32(type).int64(0)))
            .getMessage()
            .contains("unknown type"),
        "array");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"general.architecture", "general.name", "general.type", "tokenizer.chat_template"})
  void what_must_be_a_string_is_refused_if_it_is_not(String key) {
    assertTrue(
        refuse(new GgufBytes().uint32(key, 7).file())
            .getMessage()
            .startsWith("has a " + key + " of type UINT32, which must be a string"),
        key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"general.file_type", "split.no", "split.count", "llama.context_length"})
  void what_must_be_a_count_is_refused_if_it_is_not(String key) {
    for (GgufBytes file :
        new GgufBytes[] {
          GgufBytes.model("x").string(key, "7"),
          GgufBytes.model("x").value(key, GgufBytes.FLOAT32, out -> out.int32(7)),
          GgufBytes.model("x").value(key, GgufBytes.INT32, out -> out.int32(-7)),
          GgufBytes.model("x").value(key, GgufBytes.UINT64, out -> out.int64(-7)),
          GgufBytes.model("x")
              .value(key, GgufBytes.ARRAY, out -> out.int32(GgufBytes.UINT32).int64(0))
        }) {
      String message = refuse(file.file()).getMessage();
      assertTrue(message.contains("that is no integer, or negative, or far too large"), message);
    }
  }

  @Test
  void tensors_of_too_many_dimensions_are_refused() {
    refuse(new GgufBytes().tensor("a", 0, 1, 1, 1, 1, 1, 1, 1, 1, 1).file());
  }

  @Test
  void thousands_of_keys_are_refused_before_they_are_read() {
    GgufBytes file = new GgufBytes();
    for (int i = 0; i <= 2_000; i++) {
      file.value("", 0, out -> out.bytes((byte) 0));
    }
    GgufFormatException e = refuse(file.file());
    assertTrue(e.getMessage().startsWith("tells of 2001 keys"), e.getMessage());
  }

  @Test
  void mutated_headers_are_read_or_refused() throws IOException {
    byte[] file = GgufBytes.model("Tiny").file();
    int refused = 0;
    for (long seed = 1; seed <= MUTATIONS; seed++) {
      byte[] mutated = mutate(new Random(seed), file);
      try {
        GgufBytes.read(mutated);
      } catch (GgufFormatException e) {
        refused++;
        assertTrue(e.offset() >= 0 && e.offset() <= mutated.length, e.getMessage());
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", file " + HexFormat.of().formatHex(mutated), e);
      }
    }
    assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS * 9 / 10, "one-sided: " + refused);
  }

  @Test
  void a_header_without_end_is_given_up() {
    byte[] begin = new Out().int32(GgufBytes.STRING).int64(HUGE >> 4).toByteArray();
    byte[] header = new GgufBytes().value("x", GgufBytes.ARRAY, out -> out.bytes(begin)).header();
    EndlessStream in = new EndlessStream(header);
    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> GgufHeader.read(in, HUGE));
    assertTrue(e.getMessage().contains("a header of more than 64 MB"), e.getMessage());
    assertTrue(in.read <= GgufInput.MAX_READ_BYTES + (1 << 16), () -> in.read + " bytes read");
  }

  @Test
  void an_array_of_an_exabyte_is_stepped_over() {
    byte[] begin = new Out().int32(GgufBytes.UINT64).int64(HUGE >> 4).toByteArray();
    byte[] header =
        new GgufBytes().value("x", GgufBytes.ARRAY, out -> out.bytes(begin)).header(0, 2);
    EndlessStream in = new EndlessStream(header);
    assertThrows(GgufFormatException.class, () -> GgufHeader.read(in, HUGE >> 1));
    assertTrue(in.read <= 1 << 17, () -> in.read + " bytes read");
  }

  @Test
  void a_file_that_shrinks_meanwhile_is_incomplete() {
    byte[] header = GgufBytes.model("Tiny").header();
    for (int length = 0; length < header.length; length++) {
      InputStream shorter = new ByteArrayInputStream(header, 0, length);
      assertThrows(
          GgufFormatException.class, () -> GgufHeader.read(shorter, header.length + 100_000L));
    }
  }

  private static GgufFormatException refuse(byte[] file) {
    return assertThrows(GgufFormatException.class, () -> GgufBytes.read(file));
  }

  /** A file of one key, {@code x}, whose value is what the writer writes. */
  private static byte[] value(int type, Consumer<Out> writer) {
    return new GgufBytes().value("x", type, writer).header();
  }

  /** Changes, takes out and puts in some bytes; often such that lengths become extreme. */
  private static byte[] mutate(Random random, byte[] file) {
    byte[] bytes = file.clone();
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + Long.BYTES), (byte) -1);
        case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
        default -> {
          int length = Math.min(random.nextInt(16), bytes.length - at - 1);
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length), length);
        }
      }
    }
    return bytes;
  }

  /** Some bytes, then zeros without end; skipping costs nothing. */
  private static final class EndlessStream extends InputStream {
    private final byte[] begin;
    private long read;
    private boolean begun;

    EndlessStream(byte[] begin) {
      this.begin = begin;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("single bytes are slow");
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (!begun) {
        begun = true;
        System.arraycopy(begin, 0, bytes, from, begin.length);
        read += begin.length;
        return begin.length;
      }
      Arrays.fill(bytes, from, from + length, (byte) 0);
      read += length;
      return length;
    }

    @Override
    public long skip(long bytes) {
      return bytes;
    }
  }
}
