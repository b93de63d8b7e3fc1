package dev.parley.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelsTest {

  private static Set<String> tags(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.toSet());
  }

  @Test
  void a_title_has_a_longest_length() {
    String longest = "t".repeat(10_000);
    assertEquals(Optional.of(longest), Labels.titled(longest).title());
    assertThrows(IllegalArgumentException.class, () -> Labels.titled(longest + "t"));
  }

  @Test
  void tags_have_a_greatest_number_and_a_longest_length() {
    String longest = "t".repeat(1_000);
    assertEquals(tags(100), new Labels(Optional.empty(), tags(100)).tags());
    assertEquals(Set.of(longest), new Labels(Optional.empty(), Set.of(longest)).tags());
    assertThrows(IllegalArgumentException.class, () -> new Labels(Optional.empty(), tags(101)));
    assertThrows(
        IllegalArgumentException.class, () -> new Labels(Optional.empty(), Set.of(longest + "t")));
  }
}
