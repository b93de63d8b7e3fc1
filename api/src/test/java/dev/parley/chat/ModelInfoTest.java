package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.spi.Provider;
import dev.parley.testing.FakeModel;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModelInfoTest {
  private static final ModelId ID = ModelId.parse("fake:m");

  @Test
  void everything_but_the_address_may_be_unknown() {
    ModelInfo info = ModelInfo.builder(ID).build();

    assertEquals(ID, info.id());
    assertEquals("", info.title());
    assertEquals(OptionalLong.empty(), info.sizeBytes());
    assertEquals(Optional.empty(), info.quantization());
    assertEquals(OptionalLong.empty(), info.contextTokens());
    assertEquals(Optional.empty(), info.problem());
    assertThrows(NullPointerException.class, () -> ModelInfo.builder(null));
    assertThrows(NullPointerException.class, () -> ModelInfo.builder(ID).title(null));
  }

  @Test
  void everything_that_is_told_is_kept_apart() {
    ModelInfo info =
        ModelInfo.builder(ID)
            .title("A Model")
            .sizeBytes(5_000_000_000L)
            .quantization("Q4_K_M")
            .contextTokens(131_072)
            .problem("its file is cut short")
            .build();

    assertEquals("A Model", info.title());
    assertEquals(OptionalLong.of(5_000_000_000L), info.sizeBytes());
    assertEquals(Optional.of("Q4_K_M"), info.quantization());
    assertEquals(OptionalLong.of(131_072), info.contextTokens());
    assertEquals(Optional.of("its file is cut short"), info.problem());
    assertTrue(info.toString().contains("fake:m"), info::toString);
  }

  @Test
  void what_is_built_does_not_change_with_its_builder() {
    ModelInfo.Builder builder = ModelInfo.builder(ID).title("before").quantization("Q8_0");

    ModelInfo info = builder.build();
    builder.title("after").quantization(null);

    assertEquals("before", info.title());
    assertEquals(Optional.of("Q8_0"), info.quantization());
    assertEquals(Optional.empty(), builder.build().quantization());
  }

  @Test
  void provider_that_says_nothing_of_its_models_has_no_catalog() {
    Provider provider =
        new Provider() {
          @Override
          public ChatModel chat(String model) {
            return FakeModel.saying("fake:m", "x");
          }

          @Override
          public void close() {}
        };

    assertEquals(Optional.empty(), provider.models());
  }
}
