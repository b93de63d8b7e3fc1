package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufHeaderTest {

  @Test
  void tells_what_the_model_is() throws IOException {
    GgufHeader header = GgufBytes.model("Tiny").read();
    assertEquals(3, header.version());
    assertEquals(2, header.tensorCount());
    assertEquals(Optional.of("llama"), header.architecture());
    assertEquals("Tiny", header.name());
    assertEquals(Optional.empty(), header.type());
    assertEquals(OptionalLong.of(15), header.fileType());
    assertEquals(OptionalLong.of(12), header.tensorType());
    assertEquals(Optional.of("Q4_K_M"), header.quantization());
    assertEquals(OptionalLong.of(4096), header.contextTokens());
    assertTrue(header.chatTemplate());
    assertTrue(header.isModel());
    assertEquals(0, header.splitNo());
    assertEquals(1, header.splitCount());
  }

  @Test
  void reads_files(@TempDir Path folder) throws IOException {
    Path file = GgufBytes.model("Tiny").writeTo(folder.resolve("tiny.gguf"));
    assertEquals(GgufBytes.model("Tiny").read(), GgufHeader.read(file));
  }

  @Test
  void a_file_that_tells_nothing_is_a_file() throws IOException {
    GgufHeader header = new GgufBytes(2).read();
    assertEquals(2, header.version());
    assertEquals(Optional.empty(), header.architecture());
    assertEquals("", header.name());
    assertEquals(Optional.empty(), header.quantization());
    assertEquals(OptionalLong.empty(), header.contextTokens());
    assertFalse(header.chatTemplate());
    assertEquals(1, header.splitCount());
  }

  @Test
  void the_architecture_need_not_come_first() throws IOException {
    GgufHeader header =
        new GgufBytes()
            .uint32("clip.context_length", 77)
            .uint32("qwen3.context_length", 40_960)
            .uint32("qwen3.rope.scaling.original_context_length", 1)
            .string("general.architecture", "qwen3")
            .read();
    assertEquals(OptionalLong.of(40_960), header.contextTokens());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 2", "3, 2", "4, 4", "5, 4", "10, 8", "11, 8"})
  void integers_may_be_of_any_width(int type, int bytes) throws IOException {
    GgufBytes file =
        new GgufBytes()
            .string("general.architecture", "llama")
            .value(
                "llama.context_length",
                type,
                out -> out.bytes((byte) 127).bytes(new byte[bytes - 1]));
    assertEquals(OptionalLong.of(127), file.read().contextTokens());
  }

  @Test
  void a_context_length_of_zero_tells_nothing() throws IOException {
    GgufBytes file =
        new GgufBytes().string("general.architecture", "x").uint32("x.context_length", 0);
    assertEquals(OptionalLong.empty(), file.read().contextTokens());
  }

  @Test
  void parts_of_a_split_model_tell_which_they_are() throws IOException {
    GgufHeader header = new GgufBytes().uint16("split.no", 2).uint16("split.count", 3).read();
    assertEquals(2, header.splitNo());
    assertEquals(3, header.splitCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mmproj", "adapter", "imatrix", "MMPROJ"})
  void what_goes_with_a_model_is_no_model(String type) throws IOException {
    assertFalse(GgufBytes.model("x").string("general.type", type).read().isModel());
  }

  @Test
  void projectors_of_old_have_no_type() throws IOException {
    assertFalse(new GgufBytes().string("general.architecture", "clip").read().isModel());
  }

  @Test
  void a_type_of_tomorrow_is_a_model() throws IOException {
    assertTrue(GgufBytes.model("x").string("general.type", "dreamer").read().isModel());
  }

  @Test
  void without_a_file_type_most_elements_decide() throws IOException {
    GgufHeader header =
        new GgufBytes()
            .tensor("norm", 0, 1000)
            .tensor("a", 14, 32, 20)
            .tensor("b", 14, 32, 20)
            .read();
    assertEquals(OptionalLong.empty(), header.fileType());
    assertEquals(Optional.of("Q6_K"), header.quantization());
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 1 << 20, -1})
  void a_tensor_type_of_tomorrow_has_no_name(int type) throws IOException {
    GgufBytes file = new GgufBytes().tensor("a", type, 1000).tensor("b", 0, 1);
    assertEquals(Optional.empty(), file.read().quantization());
  }

  @Test
  void sums_of_elements_do_not_overflow() throws IOException {
    GgufBytes file = new GgufBytes().tensor("small", 0, 5);
    for (int i = 0; i < 5; i++) {
      file.tensor("huge", 8, Long.MAX_VALUE);
    }
    assertEquals(Optional.of("Q8_0"), file.read().quantization());
  }

  @Test
  void an_unknown_file_type_has_no_name() throws IOException {
    GgufBytes file = new GgufBytes().uint32("general.file_type", 999).tensor("a", 0, 5);
    assertEquals(Optional.empty(), file.read().quantization());
  }

  @Test
  void an_empty_template_is_none() throws IOException {
    assertFalse(new GgufBytes().string("tokenizer.chat_template", "").read().chatTemplate());
  }

  @Test
  void a_name_is_put_on_one_line_and_kept_short() throws IOException {
    assertEquals(
        "red [31m alert",
        new GgufBytes().string("general.name", "red\u001b[31m\r\nalert\n").read().name());
    assertEquals(
        256, new GgufBytes().string("general.name", "x".repeat(100_000)).read().name().length());
  }

  @Test
  void all_types_are_stepped_over() throws IOException {
    GgufBytes file = new GgufBytes();
    int[] sizes = {1, 1, 2, 2, 4, 4, 4, 1, -1, -1, 8, 8, 8};
    for (int type = 0; type < sizes.length; type++) {
      int current = type;
      if (sizes[type] > 0) {
        file.value("x", type, out -> out.bytes(new byte[sizes[current]]));
        file.value(
            "x",
            GgufBytes.ARRAY,
            out -> out.int32(current).int64(3).bytes(new byte[3 * sizes[current]]));
      }
    }
    file.string("x", "text").strings("x", List.of("a", "", "longer"));
    file.value(
        "x",
        GgufBytes.ARRAY,
        out -> {
          out.int32(GgufBytes.ARRAY).int64(2);
          out.int32(GgufBytes.STRING).int64(1).string("a");
          out.int32(GgufBytes.UINT16).int64(1).bytes((byte) 1, (byte) 2);
        });
    assertEquals("last", file.string("general.name", "last").read().name());
  }

  @Test
  void keys_that_are_not_utf_8_are_strangers() throws IOException {
    GgufBytes file =
        new GgufBytes()
            .value(new byte[] {(byte) 0xC3, (byte) 0xFF, 0}, GgufBytes.UINT32, out -> out.int32(7))
            .value(new byte[100_000], GgufBytes.UINT32, out -> out.int32(7))
            .string("general.name", "last");
    assertEquals("last", file.read().name());
  }

  @Test
  void a_large_vocabulary_is_read_once_and_its_numbers_not_at_all() throws IOException {
    int tokens = 200_000;
    byte[] scores = new byte[tokens * Float.BYTES];
    byte[] file =
        new GgufBytes()
            .string("general.architecture", "llama")
            .strings("tokenizer.ggml.tokens", Collections.nCopies(tokens, "token"))
            .value(
                "tokenizer.ggml.scores",
                GgufBytes.ARRAY,
                out -> out.int32(GgufBytes.FLOAT32).int64(tokens).bytes(scores))
            .string("tokenizer.chat_template", "{{ x }}")
            .file();
    CountingStream in = new CountingStream(file);
    assertTrue(GgufHeader.read(in, file.length).chatTemplate());
    int buffer = 1 << 16;
    assertTrue(in.read <= file.length - scores.length + 2 * buffer, () -> in.read + " bytes read");
  }

  @Test
  void a_stream_may_give_single_bytes() throws IOException {
    byte[] file = GgufBytes.model("Tiny").file();
    InputStream drops =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(1, length));
          }

          @Override
          public synchronized long skip(long bytes) {
            return super.skip(Math.min(1, bytes));
          }
        };
    assertEquals(GgufBytes.read(file), GgufHeader.read(drops, file.length));
  }

  private static final class CountingStream extends ByteArrayInputStream {
    private long read;

    CountingStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) {
      int count = super.read(bytes, from, length);
      read += Math.max(0, count);
      return count;
    }
  }
}
