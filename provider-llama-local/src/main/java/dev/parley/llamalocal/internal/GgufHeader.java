package dev.parley.llamalocal.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the header of a GGUF file tells of the model. The keys are those of ggml's docs/gguf.md
 * ("Standardized key-value pairs"), {@code split.*} those of llama.cpp's llama-gguf-split.
 * Immutable.
 *
 * @param version of the file format, 2 or 3
 * @param tensorCount the tensors in this file
 * @param architecture {@code general.architecture}; later parts of a split model have none
 * @param name {@code general.name}, on one line; may be empty
 * @param type {@code general.type}
 * @param fileType {@code general.file_type}, a number of {@link Quantization#ofFileType}
 * @param tensorType the type that holds the most elements, a number of {@link
 *     Quantization#ofTensorType}; not told where there are no tensors, or where it is none that was
 *     known when this was written
 * @param contextTokens {@code <architecture>.context_length}, positive
 * @param chatTemplate whether {@code tokenizer.chat_template} is there and not empty
 * @param splitNo {@code split.no}: which part of a split model this is, from 0 on
 * @param splitCount {@code split.count}: how many parts it has; 1 for a model that is not split
 */
record GgufHeader(
    int version,
    long tensorCount,
    Optional<String> architecture,
    String name,
    Optional<String> type,
    OptionalLong fileType,
    OptionalLong tensorType,
    OptionalLong contextTokens,
    boolean chatTemplate,
    long splitNo,
    long splitCount) {

  /** The values of {@code general.type} that mark files which are used beside a model. */
  private static final Set<String> COMPANIONS = Set.of("mmproj", "adapter", "imatrix");

  /** The architecture of projectors, which had no {@code general.type} before 2025. */
  private static final String PROJECTOR = "clip";

  /**
   * Reads the header of that file, in bounded time and memory whatever the file holds.
   *
   * @throws GgufFormatException if it is damaged or no GGUF file that can be read
   * @throws IOException if reading fails
   */
  static GgufHeader read(Path file) throws IOException {
    // The JDK's own streams seek when they skip, and an interrupt does not close them.
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, Files.size(file));
    }
  }

  /** Like {@link #read(Path)}, from a stream of that many bytes; does not close it. */
  static GgufHeader read(InputStream in, long size) throws IOException {
    return new GgufHeaderReader(new GgufInput(in, size)).read();
  }

  /** Whether it is a model, not a projector, an adapter or the like that goes with one. */
  boolean isModel() {
    return !COMPANIONS.contains(type.orElse("").toLowerCase(Locale.ROOT))
        && !PROJECTOR.equals(architecture.orElse(""));
  }

  /** How the weights are stored: as the file tells, or else as most of them are. */
  Optional<String> quantization() {
    if (fileType.isPresent()) {
      return Quantization.ofFileType(fileType.getAsLong());
    }
    return tensorType.isPresent()
        ? Quantization.ofTensorType(tensorType.getAsLong())
        : Optional.empty();
  }
}
