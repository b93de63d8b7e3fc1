package dev.parley.llamalocal.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one header (ggml's docs/gguf.md, "File Structure"): magic, version, counts, keys with their
 * values, tensor infos. Only the wanted values are kept, all others are stepped over. Where
 * llama.cpp refuses a file for a wanted key, because its value is of a wrong type, so does this;
 * but an integer may be of any width, as the specification and llama.cpp differ there. Used once.
 */
final class GgufHeaderReader {

  private static final String MAGIC = "GGUF";
  private static final int OLDEST_VERSION = 2;
  private static final int NEWEST_VERSION = 3;

  /** No version; where it is all there is in the low half, the bytes are the wrong way round. */
  private static final int LOW_HALF = 0xFFFF;

  /** An empty name, a type, the smallest value. */
  private static final int LEAST_KEY_BYTES = Long.BYTES + Integer.BYTES + Byte.BYTES;

  /** An empty name, the number of dimensions, none of those, a type, an offset. */
  private static final int LEAST_TENSOR_BYTES =
      Long.BYTES + Integer.BYTES + Integer.BYTES + Long.BYTES;

  /** Models have some dozens. Each costs a small string. */
  private static final int MAX_KEYS = 2_000;

  /** Of names and of values that are kept; what is longer is cut. */
  private static final int MAX_TEXT_BYTES = 256;

  /** llama.cpp reads no arrays in arrays; the specification allows them. */
  private static final int MAX_DEPTH = 8;

  /** Today four (ggml.h, {@code GGML_MAX_DIMS}). */
  private static final int MAX_DIMENSIONS = 8;

  private static final String CONTEXT_LENGTH = ".context_length";

  /** More architectures than any file is of. */
  private static final int MAX_CONTEXTS = 16;

  private static final long NO_COUNT = -1;

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}+");

  private final GgufInput in;
  private final TensorTally tensors = new TensorTally();
  private @Nullable String architecture;
  private String name = "";
  private @Nullable String type;
  private OptionalLong fileType = OptionalLong.empty();
  private boolean chatTemplate;
  private long splitNo;
  private long splitCount;

  /** By key, as the architecture need not come first; {@link #NO_COUNT} where there is none. */
  private final Map<String, Long> contexts = new HashMap<>();

  GgufHeaderReader(GgufInput in) {
    this.in = in;
  }

  GgufHeader read() throws IOException {
    readMagic();
    int version = readVersion();
    long tensorCount = in.count(LEAST_TENSOR_BYTES);
    long keys = in.count(LEAST_KEY_BYTES);
    if (keys > MAX_KEYS) {
      throw damaged("tells of " + keys + " keys, more than any model has");
    }
    for (long i = 0; i < keys; i++) {
      readKey();
    }
    for (long i = 0; i < tensorCount; i++) {
      readTensor();
    }
    checkThatTensorsFollow();
    return new GgufHeader(
        version,
        tensorCount,
        Optional.ofNullable(architecture),
        name,
        Optional.ofNullable(type),
        fileType,
        tensors.commonest(),
        contextTokens(),
        chatTemplate,
        splitNo,
        Math.max(1, splitCount));
  }

  private void readMagic() throws IOException {
    if (in.remaining() == 0) {
      throw new GgufFormatException("is empty", 0);
    }
    byte[] bytes = new byte[(int) Math.min(MAGIC.length(), in.remaining())];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) in.uint8();
    }
    String begin = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!MAGIC.startsWith(begin)) {
      throw new GgufFormatException(
          "is not a GGUF file: it begins with " + quote(begin) + guess(begin), 0);
    }
    in.skip(MAGIC.length() - bytes.length); // complains where the file is too short
  }

  private static String quote(String begin) {
    return begin.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? '"' + begin + '"'
        : "the bytes "
            + HexFormat.ofDelimiter(" ").formatHex(begin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String guess(String begin) {
    if (begin.startsWith("<")) {
      return " (a web page?)";
    }
    return switch (begin) {
      case "vers" -> " (a Git LFS pointer, not the file itself?)";
      case "lmgg", "fmgg", "tjgg" -> " (a model of the time before GGUF)";
      case "PK\3\4" -> " (a zip or PyTorch file)";
      default -> "";
    };
  }

  private int readVersion() throws IOException {
    int version = in.int32();
    if (version >= OLDEST_VERSION && version <= NEWEST_VERSION) {
      return version;
    }
    if (version == 1) {
      throw damaged("is of GGUF version 1, which llama.cpp reads no more: get a newer file");
    }
    if (version != 0 && (version & LOW_HALF) == 0) {
      throw damaged(
          "is a big-endian GGUF file, made for other machines: get the little-endian one");
    }
    throw damaged(
        "is of GGUF version "
            + Integer.toUnsignedString(version)
            + ", and only 2 and 3 are known here");
  }

  private void readKey() throws IOException {
    String key = in.text(MAX_TEXT_BYTES);
    GgufType of = readType();
    switch (key) {
      case "general.architecture" -> architecture = readText(key, of);
      case "general.name" -> name = CONTROLS.matcher(readText(key, of)).replaceAll(" ").strip();
      case "general.type" -> type = readText(key, of);
      case "general.file_type" -> fileType = OptionalLong.of(readCount(key, of));
      case "split.no" -> splitNo = readCount(key, of);
      case "split.count" -> splitCount = readCount(key, of);
      case "tokenizer.chat_template" -> chatTemplate = !readText(key, of).isEmpty();
      default -> {
        if (key.endsWith(CONTEXT_LENGTH) && contexts.size() < MAX_CONTEXTS) {
          contexts.put(key, readCount(of));
        } else {
          skip(of, 0);
        }
      }
    }
  }

  private GgufType readType() throws IOException {
    int number = in.int32();
    return GgufType.of(number)
        .orElseThrow(
            () -> damaged("has a value of unknown type " + Integer.toUnsignedString(number)));
  }

  private String readText(String key, GgufType of) throws IOException {
    if (of != GgufType.STRING) {
      throw damaged("has a " + key + " of type " + of + ", which must be a string");
    }
    return in.text(MAX_TEXT_BYTES);
  }

  private long readCount(String key, GgufType of) throws IOException {
    return checkCount(key, readCount(of));
  }

  private long checkCount(String key, long count) throws GgufFormatException {
    if (count == NO_COUNT) {
      throw damaged("has a " + key + " that is no integer, or negative, or far too large");
    }
    return count;
  }

  /** An integer that is not negative; any other value is stepped over. */
  private long readCount(GgufType of) throws IOException {
    if (!of.isInteger()) {
      skip(of, 0);
      return NO_COUNT;
    }
    int unused = Long.SIZE - of.leastBytes() * Byte.SIZE;
    long bits = in.integer(of.leastBytes());
    return Math.max(NO_COUNT, of.isSigned() ? bits << unused >> unused : bits);
  }

  private void skip(GgufType of, int depth) throws IOException {
    switch (of) {
      case STRING -> in.skipText();
      case ARRAY -> skipArray(depth + 1);
      default -> in.skip(of.leastBytes());
    }
  }

  private void skipArray(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw damaged("has arrays nested more than " + MAX_DEPTH + " deep");
    }
    GgufType of = readType();
    long count = in.count(of.leastBytes());
    if (of.isFixed()) {
      in.skip(count * of.leastBytes()); // no more than what remains
      return;
    }
    for (long i = 0; i < count; i++) {
      skip(of, depth);
    }
  }

  private void readTensor() throws IOException {
    in.skipText();
    int dimensions = in.int32();
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw damaged("has a tensor of " + Integer.toUnsignedString(dimensions) + " dimensions");
    }
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      long length = in.int64();
      if (length < 0 || (length != 0 && elements > Long.MAX_VALUE / length)) {
        throw damaged("has a tensor of more elements than can be");
      }
      elements *= length;
    }
    long number = Integer.toUnsignedLong(in.int32());
    tensors.add(number, elements, in.int64());
  }

  /** Finds most incomplete downloads without knowing the sizes of tensors. */
  private void checkThatTensorsFollow() throws GgufFormatException {
    if (Long.compareUnsigned(tensors.lastOffset(), in.remaining()) >= 0 && !tensors.isEmpty()) {
      throw damaged(
          "ends before its weights do (an incomplete download?): its last tensor begins "
              + Long.toUnsignedString(tensors.lastOffset())
              + " bytes after the header, and "
              + in.remaining()
              + " bytes follow it");
    }
  }

  private OptionalLong contextTokens() throws GgufFormatException {
    @Nullable Long found =
        architecture == null ? null : contexts.get(architecture + CONTEXT_LENGTH);
    long tokens = found == null ? 0 : checkCount("context length", found);
    return tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens);
  }

  private GgufFormatException damaged(String what) {
    return new GgufFormatException(what, in.offset());
  }
}
