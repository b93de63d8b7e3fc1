package dev.parley.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressTest {

  @ParameterizedTest
  @CsvSource({
    "memory:, memory, ''",
    "memory:?, memory, ''",
    "FILE:/var/My Folder, file, /var/My Folder",
    "file:C:\\folder?fsync=never, file, C:\\folder",
    "redis://h:6379/0?ttl=1h, redis, //h:6379/0",
    "x-y.z+1:a:b@c, x-y.z+1, a:b@c"
  })
  void scheme_and_place(String text, String scheme, String place) {
    StoreAddress address = StoreAddress.parse(text);
    assertEquals(scheme, address.scheme());
    assertEquals(place, address.place());
  }

  @Test
  void settings_are_decoded() {
    StoreAddress address = StoreAddress.parse("a:b?x=%C3%BC+%26&y=&z=p=q?r");
    assertEquals(Map.of("x", "ü+&", "y", "", "z", "p=q?r"), address.settings());
    assertEquals(address, StoreAddress.parse("A:b?z=p=q?r&y=&x=ü%2B%26"));
    assertEquals(address.hashCode(), StoreAddress.parse("A:b?z=p=q?r&y=&x=ü%2B%26").hashCode());
    assertNotEquals(address, StoreAddress.parse("a:b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sesame",
        ":sesame",
        "1a:sesame",
        "ä:sesame",
        "a:?sesame",
        "a:?=sesame",
        "a:?b=1&b=sesame",
        "a:?b=%sesame",
        "a:?b=1&",
        "a:?%=sesame"
      })
  void what_is_no_address_is_not_repeated(String text) {
    ConfigurationException failure =
        assertThrows(ConfigurationException.class, () -> StoreAddress.parse(text));
    assertEquals(Kind.MALFORMED_ADDRESS, failure.kind());
    assertFalse(failure.getMessage().contains("sesame"), failure.getMessage());
  }

  @Test
  void texts_leave_out_user_password_and_settings() {
    assertEquals(
        "redis://h:1/0", StoreAddress.parse("redis://ann:se@same@h:1/0?key=sesame").toString());
    assertEquals("file:/dir", StoreAddress.parse("file:/dir?ttl=1h").toString());
    assertEquals("file:/a@b", StoreAddress.parse("file:/a@b").toString());
  }
}
