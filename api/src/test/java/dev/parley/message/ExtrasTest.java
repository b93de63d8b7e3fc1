package dev.parley.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtrasTest {
  @Test
  void each_instance_gets_back_its_own_data_only() {
    Extras extras = Extras.NONE.withProviderData("work", "{\"a\":1}");

    assertEquals(Optional.of("{\"a\":1}"), extras.providerData("work"));
    assertEquals(Optional.empty(), extras.providerData("openai"));
  }

  @Test
  void unknown_fields_keep_their_order_and_text() {
    Extras extras = Extras.NONE.withUnknownField("z", "1.0").withUnknownField("a", " [ ] ");

    assertEquals(List.of("z", "a"), List.copyOf(extras.unknownFields().keySet()));
    assertEquals(" [ ] ", extras.unknownFields().get("a"));
  }

  @Test
  void later_data_replaces_earlier_and_leaves_the_original_alone() {
    Extras first = Extras.NONE.withProviderData("work", "1");
    Extras second = first.withProviderData("work", "2");

    assertEquals(Optional.of("1"), first.providerData("work"));
    assertEquals(Optional.of("2"), second.providerData("work"));
    assertTrue(Extras.NONE.providerData().isEmpty());
  }

  @Test
  void maps_cannot_be_changed() {
    Extras extras = Extras.NONE.withProviderData("work", "1").withUnknownField("a", "2");

    assertThrows(UnsupportedOperationException.class, () -> extras.providerData().clear());
    assertThrows(UnsupportedOperationException.class, () -> extras.unknownFields().clear());
  }

  @Test
  void equality_is_by_content() {
    Extras one = Extras.NONE.withProviderData("a", "1").withUnknownField("f", "2");
    Extras same = Extras.NONE.withUnknownField("f", "2").withProviderData("a", "1");

    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, Extras.NONE.withProviderData("a", "1"));
  }

  @Test
  void to_string_keeps_the_data_to_itself() {
    String shown =
        Extras.NONE.withProviderData("work", "private").withUnknownField("f", "hidden").toString();

    assertTrue(shown.contains("work"), shown);
    assertFalse(shown.contains("private") || shown.contains("hidden"), shown);
  }
}
