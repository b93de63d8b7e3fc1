package dev.parley.verification.real;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntBinaryOperator;

/**
 * Writes a model of about 2 MB that answers every chat with one fixed sentence, for tests against a
 * real {@code llama-server}. Needs the JDK only: {@code java TinyGguf.java FILE SENTENCE} works.
 *
 * <p>How it answers: one {@code llama} block whose attention and feed-forward weights are all zero,
 * so the last hidden state is the last token's embedding. {@code token_embd.weight} is the
 * identity; row <i>b</i> of {@code output.weight} has a 1 at <i>a</i> where token <i>b</i> follows
 * <i>a</i>. The chat template ends with {@code <|assistant|>}; from there it goes word by word to
 * {@code </s>}. The right token's logit is about the square root of the dimension, that is 17, all
 * others are 0.
 *
 * <p>How the file looks (GGUF 3, little-endian): {@code GGUF}, uint32 version, uint64 number of
 * tensors, uint64 number of keys; the keys (name, uint32 type, value); the tensors (name, uint32
 * number of dimensions, uint64 each with the innermost first, uint32 type, uint64 offset into the
 * data); padding to a multiple of 32; the data, each tensor at a multiple of 32. A string is its
 * uint64 length and its UTF-8 bytes, an array its uint32 element type, uint64 size and elements.
 */
public final class TinyGguf {
  private static final int ALIGNMENT = 32;
  private static final int HEAD_SIZE = 32;
  private static final int FEED_FORWARD = 32;

  // Value types of keys: uint32, float32, bool, string; and the only type of tensors used here.
  private static final Map<Class<?>, Integer> TYPES =
      Map.of(Integer.class, 4, Float.class, 6, Boolean.class, 7, String.class, 8);
  private static final int INT32 = 5;
  private static final int ARRAY = 9;
  private static final int TENSOR_F32 = 0;

  // Kinds of tokens, as a SentencePiece vocabulary numbers them, and its spelling of a space.
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int BYTE = 6;
  private static final String SPACE = "\u2581";

  private static final int EOS_ID = 2;
  private static final String CHAT_TEMPLATE =
      "{% for message in messages %}<|user|>{{ message['content'] }}{% endfor %}"
          + "{% if add_generation_prompt %}<|assistant|>{% endif %}";

  /** Spelling to kind; a token's id is its place. */
  private final Map<String, Integer> tokens = new LinkedHashMap<>();

  private final int assistantId;
  private final int dimension;

  private TinyGguf(String sentence) {
    addToken("<unk>", UNKNOWN);
    addToken("<s>", CONTROL);
    addToken("</s>", CONTROL);
    for (int value = 0; value < 256; value++) {
      addToken("<0x%02X>".formatted(value), BYTE);
    }
    addToken("<|user|>", CONTROL);
    addToken("<|assistant|>", CONTROL);
    assistantId = tokens.size() - 1;
    pieces(sentence).forEach(piece -> addToken(piece, NORMAL));
    dimension = (tokens.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /**
   * Writes the model; a file that is there is replaced at the end, never seen half-written.
   *
   * @param sentence what every chat is answered with, to the letter; split at spaces into pieces
   * @throws IllegalArgumentException if the sentence would not come back: it is empty, starts with
   *     a space, has a piece twice or one spelled like a special token, or odd characters
   */
  public static void write(Path file, String sentence) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      new TinyGguf(Objects.requireNonNull(sentence, "sentence")).writeTo(temporary);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model " + file, e);
    }
  }

  /** Takes two arguments: the file to write, and the sentence. */
  public static void main(String[] args) {
    write(Path.of(args[0]), args[1]);
  }

  /** The first word as it is, each other one with the space before it. */
  private static List<String> pieces(String sentence) {
    boolean readable = StandardCharsets.UTF_8.newEncoder().canEncode(sentence);
    if (!readable || sentence.isEmpty() || sentence.startsWith(" ") || sentence.contains(SPACE)) {
      throw new IllegalArgumentException(
          "empty, or starts with a space, or has U+2581 or half a surrogate pair: " + sentence);
    }
    return List.of(sentence.replace(" ", " " + SPACE).split(" ", -1));
  }

  private void addToken(String spelling, int kind) {
    if (tokens.putIfAbsent(spelling, kind) != null) {
      // llama-server aborts where two tokens are spelled alike.
      throw new IllegalArgumentException("twice: '" + spelling.replace(SPACE, " ") + "'");
    }
  }

  private int follows(int next, int current) {
    boolean chained = current >= assistantId && current < tokens.size();
    int successor = current == tokens.size() - 1 ? EOS_ID : current + 1;
    return chained && next == successor ? 1 : 0;
  }

  private void writeKeys(DataOutputStream out) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", "llama");
    keys.put("llama.context_length", 512);
    keys.put("llama.embedding_length", dimension);
    keys.put("llama.block_count", 1);
    keys.put("llama.feed_forward_length", FEED_FORWARD);
    keys.put("llama.attention.head_count", dimension / HEAD_SIZE);
    keys.put("llama.attention.head_count_kv", dimension / HEAD_SIZE);
    keys.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    keys.put("llama.rope.dimension_count", HEAD_SIZE);
    keys.put("llama.vocab_size", tokens.size());
    keys.put("tokenizer.ggml.model", "llama");
    keys.put("tokenizer.ggml.tokens", List.copyOf(tokens.keySet()));
    keys.put("tokenizer.ggml.scores", Collections.nCopies(tokens.size(), 0f));
    keys.put("tokenizer.ggml.token_type", List.copyOf(tokens.values()));
    keys.put("tokenizer.ggml.bos_token_id", 1);
    keys.put("tokenizer.ggml.eos_token_id", EOS_ID);
    keys.put("tokenizer.ggml.unknown_token_id", 0);
    keys.put("tokenizer.ggml.add_bos_token", true);
    keys.put("tokenizer.ggml.add_space_prefix", false);
    keys.put("tokenizer.chat_template", CHAT_TEMPLATE);
    writeLong(out, keys.size());
    for (Map.Entry<String, Object> key : keys.entrySet()) {
      writeString(out, key.getKey());
      writeInt(out, TYPES.getOrDefault(key.getValue().getClass(), ARRAY));
      writeValue(out, key.getValue());
    }
  }

  private List<Tensor> tensors() {
    IntBinaryOperator zero = (row, column) -> 0;
    IntBinaryOperator one = (row, column) -> 1;
    return List.of(
        new Tensor("token_embd.weight", tokens.size(), dimension, (r, c) -> r == c ? 1 : 0),
        new Tensor("output.weight", tokens.size(), dimension, this::follows),
        new Tensor("output_norm.weight", 1, dimension, one),
        new Tensor("blk.0.attn_norm.weight", 1, dimension, one),
        new Tensor("blk.0.ffn_norm.weight", 1, dimension, one),
        new Tensor("blk.0.attn_q.weight", dimension, dimension, zero),
        new Tensor("blk.0.attn_k.weight", dimension, dimension, zero),
        new Tensor("blk.0.attn_v.weight", dimension, dimension, zero),
        new Tensor("blk.0.attn_output.weight", dimension, dimension, zero),
        new Tensor("blk.0.ffn_gate.weight", FEED_FORWARD, dimension, zero),
        new Tensor("blk.0.ffn_up.weight", FEED_FORWARD, dimension, zero),
        new Tensor("blk.0.ffn_down.weight", dimension, FEED_FORWARD, zero));
  }

  private void writeTo(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeBytes("GGUF");
      writeInt(out, 3); // the version of the format
      writeLong(out, tensors().size());
      writeKeys(out);
      long offset = 0;
      for (Tensor tensor : tensors()) {
        tensor.writeInfo(out, offset);
        // Every size is a multiple of the alignment, because the dimension and FEED_FORWARD are.
        offset += tensor.size();
      }
      out.write(new byte[Math.floorMod(-out.size(), ALIGNMENT)]);
      for (Tensor tensor : tensors()) {
        tensor.writeData(out);
      }
    }
  }

  private static void writeValue(DataOutputStream out, Object value) throws IOException {
    if (value instanceof Integer number) {
      writeInt(out, number);
    } else if (value instanceof Float number) {
      writeInt(out, Float.floatToIntBits(number));
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof String text) {
      writeString(out, text);
    } else if (value instanceof List<?> list) {
      // The one array of integers, the kinds of tokens, is signed.
      Object first = list.get(0);
      writeInt(out, first instanceof Integer ? INT32 : TYPES.getOrDefault(first.getClass(), ARRAY));
      writeLong(out, list.size());
      for (Object element : list) {
        writeValue(out, element);
      }
    }
  }

  private static void writeString(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeLong(out, utf8.length);
    out.write(utf8);
  }

  private static void writeInt(DataOutputStream out, int value) throws IOException {
    out.writeInt(Integer.reverseBytes(value));
  }

  private static void writeLong(DataOutputStream out, long value) throws IOException {
    out.writeLong(Long.reverseBytes(value));
  }

  /** Rows of 32-bit floats; with a single row it has one dimension. */
  private record Tensor(String name, int rows, int columns, IntBinaryOperator value) {
    long size() {
      return (long) Float.BYTES * rows * columns;
    }

    void writeInfo(DataOutputStream out, long offset) throws IOException {
      writeString(out, name);
      writeInt(out, rows == 1 ? 1 : 2);
      writeLong(out, columns);
      if (rows > 1) {
        writeLong(out, rows);
      }
      writeInt(out, TENSOR_F32);
      writeLong(out, offset);
    }

    void writeData(DataOutputStream out) throws IOException {
      for (int cell = 0; cell < rows * columns; cell++) {
        writeInt(out, Float.floatToIntBits(value.applyAsInt(cell / columns, cell % columns)));
      }
    }
  }
}
