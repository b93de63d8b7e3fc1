package dev.parley.llamalocal.internal;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** The names of the ways in which llama.cpp stores weights. */
final class Quantization {

  /** llama.h, {@code llama_ftype}, without those whose support was removed. */
  private static final Map<Long, String> FILE_TYPES =
      Map.ofEntries(
          entry(0L, "F32"),
          entry(1L, "F16"),
          entry(2L, "Q4_0"),
          entry(3L, "Q4_1"),
          entry(7L, "Q8_0"),
          entry(8L, "Q5_0"),
          entry(9L, "Q5_1"),
          entry(10L, "Q2_K"),
          entry(11L, "Q3_K_S"),
          entry(12L, "Q3_K_M"),
          entry(13L, "Q3_K_L"),
          entry(14L, "Q4_K_S"),
          entry(15L, "Q4_K_M"),
          entry(16L, "Q5_K_S"),
          entry(17L, "Q5_K_M"),
          entry(18L, "Q6_K"),
          entry(19L, "IQ2_XXS"),
          entry(20L, "IQ2_XS"),
          entry(21L, "Q2_K_S"),
          entry(22L, "IQ3_XS"),
          entry(23L, "IQ3_XXS"),
          entry(24L, "IQ1_S"),
          entry(25L, "IQ4_NL"),
          entry(26L, "IQ3_S"),
          entry(27L, "IQ3_M"),
          entry(28L, "IQ2_S"),
          entry(29L, "IQ2_M"),
          entry(30L, "IQ4_XS"),
          entry(31L, "IQ1_M"),
          entry(32L, "BF16"),
          entry(36L, "TQ1_0"),
          entry(37L, "TQ2_0"),
          entry(38L, "MXFP4_MOE"),
          entry(39L, "NVFP4"),
          entry(40L, "Q1_0"));

  /** llama.h, {@code LLAMA_FTYPE_GUESSED}: added where the file type was guessed. */
  private static final long GUESSED = 1024;

  /** ggml.h, {@code ggml_type}, as far as weights are stored so. */
  private static final Map<Long, String> TENSOR_TYPES =
      Map.ofEntries(
          entry(0L, "F32"),
          entry(1L, "F16"),
          entry(2L, "Q4_0"),
          entry(3L, "Q4_1"),
          entry(6L, "Q5_0"),
          entry(7L, "Q5_1"),
          entry(8L, "Q8_0"),
          entry(10L, "Q2_K"),
          entry(11L, "Q3_K"),
          entry(12L, "Q4_K"),
          entry(13L, "Q5_K"),
          entry(14L, "Q6_K"),
          entry(16L, "IQ2_XXS"),
          entry(17L, "IQ2_XS"),
          entry(18L, "IQ3_XXS"),
          entry(19L, "IQ1_S"),
          entry(20L, "IQ4_NL"),
          entry(21L, "IQ3_S"),
          entry(22L, "IQ2_S"),
          entry(23L, "IQ4_XS"),
          entry(29L, "IQ1_M"),
          entry(30L, "BF16"),
          entry(34L, "TQ1_0"),
          entry(35L, "TQ2_0"),
          entry(39L, "MXFP4"),
          entry(40L, "NVFP4"),
          entry(41L, "Q1_0"));

  private Quantization() {}

  /** The name of a mix of tensor types, such as {@code Q4_K_M}; empty for unknown numbers. */
  static Optional<String> ofFileType(long number) {
    return Optional.ofNullable(FILE_TYPES.get(number & ~GUESSED));
  }

  /** The name of one tensor's type, such as {@code Q4_K}; empty for unknown numbers. */
  static Optional<String> ofTensorType(long number) {
    return Optional.ofNullable(TENSOR_TYPES.get(number));
  }
}
