package dev.parley.verification.real;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.regex.Pattern;

/**
 * Writes a model of 1 to 5 MB that says what a test wants it to say, for tests against a real
 * {@code llama-server}: one fixed sentence ({@link #write(Path, String)}), or an answer for each of
 * several triggers ({@link #scripted()}). A trigger is the whole content of the last message, of
 * the user or of a tool. Needs the JDK only: {@code java TinyGguf.java FILE SENTENCE} works. Not
 * thread-safe.
 *
 * <p>How it answers: one {@code llama} block whose attention and feed-forward weights are all zero,
 * so the last hidden state is the last token's embedding. {@code token_embd.weight} is the
 * identity; row <i>b</i> of {@code output.weight} has its largest value at <i>a</i> where token
 * <i>b</i> follows token <i>a</i>. So the next token depends on the last one alone, and a piece can
 * be used once in a model. The chat template ends with {@code <|assistant|>} and the trigger, if
 * there is one; from there it goes piece by piece to {@code </s>}. The right token's logit is at
 * least 32 above all others. Where a grammar leads off the script, single bytes follow, and then
 * the end as soon as the grammar allows it.
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

  // Kinds of tokens, as a SentencePiece vocabulary numbers them. Pieces are user-defined tokens, so
  // a prompt that has them is read as them: an assistant's text that is cut off can be continued.
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  private static final int EOS_ID = 2;
  private static final int FIRST_BYTE_ID = 3;
  private static final String ASSISTANT = "<|assistant|>";

  private static final Pattern TRIGGER = Pattern.compile("[A-Z0-9_]+");
  private static final Pattern REFUSAL = Pattern.compile("[^'\\\\]+");

  /**
   * In the manner of Qwen, because the server finds out from the template how a model writes down
   * its thoughts and calls. REFUSALS and TRIGGERS are replaced.
   */
  private static final String CHAT_TEMPLATE =
      """
      {%- set last = messages[-1].content if messages else '' -%}
      REFUSALS
      {%- if tools -%}
      <|system|>Tools:
      {%- for tool in tools %} {{ tool | tojson }}{% endfor %}
      Call as <tool_call>
      {"name": <function-name>, "arguments": <args-json-object>}
      </tool_call>
      {%- endif -%}
      {%- for message in messages -%}
      <|{{ message.role }}|>
      {%- if message.reasoning_content -%}
      <think>
      {{ message.reasoning_content }}
      </think>
      {% endif -%}
      {{- message.content if message.content else '' -}}
      {%- for call in message.tool_calls -%}
      <tool_call>
      {"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
      </tool_call>
      {%- endfor -%}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      <|assistant|>{% if last in [TRIGGERS] %}{{ last }}{% endif %}
      {%- endif -%}
      """;

  /** Spelling to kind; a token's id is its place. */
  private final Map<String, Integer> tokens = new LinkedHashMap<>();

  /** Id to the id of the token that follows. */
  private final Map<Integer, Integer> successors = new HashMap<>();

  private final List<String> triggers = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private int contextLength = 512;

  private TinyGguf() {
    addToken("<unk>", UNKNOWN);
    addToken("<s>", CONTROL);
    addToken("</s>", CONTROL);
    for (int value = 0; value < 256; value++) {
      addToken("<0x%02X>".formatted(value), BYTE);
    }
    for (String mark : List.of("<|system|>", "<|user|>", ASSISTANT, "<|tool|>")) {
      addToken(mark, CONTROL);
    }
  }

  /** Starts a model that ends its answer at once, whatever it is told. */
  public static TinyGguf scripted() {
    return new TinyGguf();
  }

  /** Writes a model that answers every chat with one sentence; see {@link #otherwise}. */
  public static void write(Path file, String sentence) {
    scripted().otherwise(sentence).write(file);
  }

  /** Takes two arguments: the file to write, and the sentence. */
  public static void main(String[] args) {
    write(Path.of(args[0]), args[1]);
  }

  /** Sets the largest context that the server gives to a slot, in tokens; default 512. */
  public TinyGguf contextLength(int tokens) {
    contextLength = tokens;
    return this;
  }

  /**
   * Answers a trigger with these pieces, each a token. {@code <0xC3>} stands for a single byte.
   *
   * @param trigger capital letters, digits and underscores
   * @param pieces none for an answer that ends at once
   * @throws IllegalArgumentException if a piece is empty, was used before in this model, or is
   *     {@code <tool_call>} with a line break and nothing more
   */
  public TinyGguf answer(String trigger, String... pieces) {
    follow(chain(addTrigger(trigger), List.of(pieces)), EOS_ID);
    return this;
  }

  /** Answers like {@link #answer}, but starts again after the last piece and never ends. */
  public TinyGguf endless(String trigger, String... pieces) {
    if (pieces.length == 0) {
      throw new IllegalArgumentException("nothing to repeat for " + trigger);
    }
    follow(chain(addTrigger(trigger), List.of(pieces)), id(pieces[0]));
    return this;
  }

  /**
   * Answers like {@link #answer}, but never ends: after the last piece it goes on with the first
   * byte of a character again and again, which the server keeps back, waiting for the second.
   */
  public TinyGguf stalling(String trigger, String... pieces) {
    int half = id("<0xF0>");
    follow(chain(addTrigger(trigger), List.of(pieces)), half);
    successors.put(half, half);
    return this;
  }

  /** Lets the chat template raise an exception for a trigger; the message has no quotes. */
  public TinyGguf refuse(String trigger, String message) {
    require(TRIGGER, trigger);
    require(REFUSAL, message);
    refusals.add(
        "{%%- if last == '%s' -%%}{{ raise_exception('%s') }}{%%- endif -%%}"
            .formatted(trigger, message));
    return this;
  }

  /**
   * Answers everything that is no trigger with a sentence, to the letter; split before spaces.
   *
   * @throws IllegalArgumentException if the sentence would not come back: it is empty, starts with
   *     a space, has half a surrogate pair, or a piece that was used before in this model
   */
  public TinyGguf otherwise(String sentence) {
    if (sentence.startsWith(" ")) {
      throw new IllegalArgumentException("starts with a space: " + sentence);
    }
    follow(chain(id(ASSISTANT), List.of(sentence.split("(?= )"))), EOS_ID);
    return this;
  }

  /** Writes the model; a file that is there is replaced at the end, never seen half-written. */
  public void write(Path file) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      writeTo(temporary);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model " + file, e);
    }
  }

  private int addTrigger(String trigger) {
    require(TRIGGER, trigger);
    triggers.add(trigger);
    return addToken(trigger, USER_DEFINED);
  }

  private static void require(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("is not " + pattern + ": " + text);
    }
  }

  private int addToken(String spelling, int kind) {
    if (spelling.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(spelling)) {
      throw new IllegalArgumentException("empty, or has half a surrogate pair: " + spelling);
    }
    if (tokens.putIfAbsent(spelling, kind) != null) {
      // llama-server aborts where two tokens are spelled alike.
      throw new IllegalArgumentException("twice: '" + spelling + "'");
    }
    return tokens.size() - 1;
  }

  private int id(String spelling) {
    return List.copyOf(tokens.keySet()).indexOf(spelling);
  }

  /** Gives the id of the last piece, or {@code first} if there is none. */
  private int chain(int first, List<String> pieces) {
    int last = first;
    for (String piece : pieces) {
      if (piece.equals("<tool_call>\n")) {
        // The server looks for it as text, and answers with 500 where it is one token.
        throw new IllegalArgumentException("cannot be a piece, cut it elsewhere: " + piece);
      }
      boolean isByte = tokens.getOrDefault(piece, USER_DEFINED) == BYTE;
      int next = isByte ? id(piece) : addToken(piece, USER_DEFINED);
      follow(last, next);
      last = next;
    }
    return last;
  }

  private void follow(int current, int next) {
    if (successors.putIfAbsent(current, next) != null) {
      throw new IllegalArgumentException("followed twice: token " + current);
    }
  }

  /**
   * How likely a token is after another one. Where a grammar forbids what the script says, JSON is
   * closed rather than opened, and neither tags nor other scripts are begun.
   */
  private int weight(int next, int current) {
    if (next == successors.getOrDefault(current, EOS_ID)) {
      return 5;
    }
    int value = next - FIRST_BYTE_ID;
    return switch (value) {
      case '"' -> 3;
      case ']', '}' -> 2;
      default -> value >= 0 && value < 256 && value != '<' ? 1 : 0;
    };
  }

  /** One for each token, because the embedding is the identity. */
  private int dimension() {
    return (tokens.size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private String chatTemplate() {
    String known = triggers.isEmpty() ? "" : "'" + String.join("', '", triggers) + "'";
    return CHAT_TEMPLATE.replace("TRIGGERS", known).replace("REFUSALS", String.join("", refusals));
  }

  private void writeKeys(DataOutputStream out) throws IOException {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", "llama");
    keys.put("llama.context_length", contextLength);
    keys.put("llama.embedding_length", dimension());
    keys.put("llama.block_count", 1);
    keys.put("llama.feed_forward_length", FEED_FORWARD);
    keys.put("llama.attention.head_count", 1);
    keys.put("llama.attention.key_length", HEAD_SIZE);
    keys.put("llama.attention.value_length", HEAD_SIZE);
    keys.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    keys.put("llama.vocab_size", tokens.size());
    keys.put("tokenizer.ggml.model", "llama");
    keys.put("tokenizer.ggml.tokens", List.copyOf(tokens.keySet()));
    keys.put("tokenizer.ggml.scores", Collections.nCopies(tokens.size(), 0f));
    keys.put("tokenizer.ggml.token_type", List.copyOf(tokens.values()));
    keys.put("tokenizer.ggml.eos_token_id", EOS_ID);
    keys.put("tokenizer.ggml.add_bos_token", true);
    keys.put("tokenizer.ggml.add_space_prefix", false);
    keys.put("tokenizer.chat_template", chatTemplate());
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
    int dimension = dimension();
    return List.of(
        new Tensor("token_embd.weight", tokens.size(), dimension, (r, c) -> r == c ? 1 : 0),
        new Tensor("output.weight", tokens.size(), dimension, this::weight),
        new Tensor("output_norm.weight", 1, dimension, one),
        new Tensor("blk.0.attn_norm.weight", 1, dimension, one),
        new Tensor("blk.0.ffn_norm.weight", 1, dimension, one),
        new Tensor("blk.0.attn_q.weight", HEAD_SIZE, dimension, zero),
        new Tensor("blk.0.attn_k.weight", HEAD_SIZE, dimension, zero),
        new Tensor("blk.0.attn_v.weight", HEAD_SIZE, dimension, zero),
        new Tensor("blk.0.attn_output.weight", dimension, HEAD_SIZE, zero),
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
