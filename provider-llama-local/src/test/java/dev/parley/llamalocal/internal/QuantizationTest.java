package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {

  @ParameterizedTest
  @CsvSource({"0, F32", "1, F16", "7, Q8_0", "15, Q4_K_M", "32, BF16", "38, MXFP4_MOE"})
  void file_types_have_the_names_of_llama_cpp(long number, String name) {
    assertEquals(Optional.of(name), Quantization.ofFileType(number));
  }

  @Test
  void a_guessed_file_type_has_the_same_name() {
    assertEquals(Optional.of("Q4_K_M"), Quantization.ofFileType(1024 + 15));
    assertEquals(Optional.of("F32"), Quantization.ofFileType(1024));
  }

  @ParameterizedTest
  @CsvSource({"0, F32", "8, Q8_0", "12, Q4_K", "30, BF16", "39, MXFP4"})
  void tensor_types_are_numbered_otherwise(long number, String name) {
    assertEquals(Optional.of(name), Quantization.ofTensorType(number));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 33, 999, 2048, -1, Long.MAX_VALUE})
  void unknown_file_types_have_no_name(long number) {
    assertEquals(Optional.empty(), Quantization.ofFileType(number));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 24, 64, -1, Long.MAX_VALUE})
  void unknown_tensor_types_have_no_name(long number) {
    assertEquals(Optional.empty(), Quantization.ofTensorType(number));
  }
}
