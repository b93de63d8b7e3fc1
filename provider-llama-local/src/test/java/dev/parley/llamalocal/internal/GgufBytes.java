package dev.parley.llamalocal.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Writes GGUF files as they should be, and as they should not. */
final class GgufBytes {

  static final int UINT16 = 2;
  static final int UINT32 = 4;
  static final int INT32 = 5;
  static final int FLOAT32 = 6;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;

  private static final int ALIGNMENT = 32;

  private final int version;
  private final Out keys = new Out();
  private final Out tensors = new Out();
  private long keyCount;
  private long tensorCount;
  private long dataBytes;

  GgufBytes() {
    this(3);
  }

  GgufBytes(int version) {
    this.version = version;
  }

  /** A small model: its keys, a vocabulary, and two tensors, most of it Q4_K. */
  static GgufBytes model(String name) {
    return new GgufBytes()
        .string("general.architecture", "llama")
        .string("general.name", name)
        .uint32("general.file_type", 15)
        .uint32("llama.context_length", 4096)
        .strings("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "a", ""))
        .value("tokenizer.ggml.scores", ARRAY, o -> o.int32(FLOAT32).int64(2).int32(0).int32(0))
        .string("tokenizer.chat_template", "{{ messages }}")
        .tensor("token_embd.weight", 12, 256, 2)
        .tensor("output_norm.weight", 0, 2);
  }

  GgufBytes string(String key, String value) {
    return value(key, STRING, out -> out.string(value));
  }

  GgufBytes uint32(String key, int value) {
    return value(key, UINT32, out -> out.int32(value));
  }

  GgufBytes uint16(String key, int value) {
    return value(key, UINT16, out -> out.bytes((byte) value, (byte) (value >> Byte.SIZE)));
  }

  GgufBytes strings(String key, List<String> values) {
    return value(
        key,
        ARRAY,
        out -> {
          out.int32(STRING).int64(values.size());
          values.forEach(out::string);
        });
  }

  /** A key of a type whose value is what the writer writes. */
  GgufBytes value(String key, int type, Consumer<Out> writer) {
    return value(key.getBytes(StandardCharsets.UTF_8), type, writer);
  }

  GgufBytes value(byte[] key, int type, Consumer<Out> writer) {
    keyCount++;
    keys.int64(key.length).bytes(key).int32(type);
    writer.accept(keys);
    return this;
  }

  /** A tensor; its data take 32 bytes, whatever its type and size. */
  GgufBytes tensor(String name, int type, long... dimensions) {
    tensorCount++;
    tensors.string(name).int32(dimensions.length);
    for (long dimension : dimensions) {
      tensors.int64(dimension);
    }
    tensors.int32(type).int64(dataBytes);
    dataBytes += ALIGNMENT;
    return this;
  }

  /** The file up to where the padding and the data begin. */
  byte[] header() {
    return header(tensorCount, keyCount);
  }

  /** The header, telling wrong counts. */
  byte[] header(long tellTensors, long tellKeys) {
    return new Out()
        .bytes("GGUF".getBytes(StandardCharsets.US_ASCII))
        .int32(version)
        .int64(tellTensors)
        .int64(tellKeys)
        .bytes(keys.toByteArray())
        .bytes(tensors.toByteArray())
        .toByteArray();
  }

  byte[] file() {
    byte[] header = header();
    int padding = Math.floorMod(-header.length, ALIGNMENT);
    return new Out()
        .bytes(header)
        .bytes(new byte[padding])
        .bytes(new byte[(int) dataBytes])
        .toByteArray();
  }

  Path writeTo(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, file());
  }

  GgufHeader read() throws IOException {
    return read(file());
  }

  static GgufHeader read(byte[] file) throws IOException {
    return GgufHeader.read(new ByteArrayInputStream(file), file.length);
  }

  /** Little-endian bytes. */
  static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Out bytes(byte... values) {
      bytes.writeBytes(values);
      return this;
    }

    Out int32(int value) {
      return bytes(little(Integer.BYTES).putInt(value).array());
    }

    Out int64(long value) {
      return bytes(little(Long.BYTES).putLong(value).array());
    }

    Out string(String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      return int64(utf8.length).bytes(utf8);
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }

    private static ByteBuffer little(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
