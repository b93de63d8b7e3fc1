package dev.parley.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTest {
  @Test
  void bytes_are_copied_on_the_way_in_and_out() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.of(source);

    source[0] = 9;
    bytes.toByteArray()[1] = 9;

    assertArrayEquals(new byte[] {1, 2, 3}, bytes.toByteArray());
    assertEquals(3, bytes.size());
  }

  @Test
  void bytes_survive_base64() {
    Bytes bytes = Bytes.of(new byte[] {-1, 0, 62, 63});

    assertEquals("/wA+Pw==", bytes.toBase64());
    assertEquals(bytes, Bytes.fromBase64("/wA+Pw=="));
    assertEquals(bytes.hashCode(), Bytes.fromBase64("/wA+Pw==").hashCode());
    assertNotEquals(bytes, Bytes.of(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromBase64("not base64!"));
  }

  @Test
  void bytes_show_their_size_only() {
    assertEquals("Bytes[2]", Bytes.of(new byte[] {65, 66}).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "", "/png", "image/"})
  void inline_media_need_a_media_type(String mediaType) {
    assertThrows(IllegalArgumentException.class, () -> Media.inline(mediaType, new byte[0]));
  }

  @Test
  void links_are_absolute() {
    assertThrows(IllegalArgumentException.class, () -> Media.link("cat.png"));
    assertEquals(Media.link("https://h/cat.png"), Media.link("https://h/cat.png"));
  }

  @Test
  void uploads_need_an_id() {
    assertThrows(IllegalArgumentException.class, () -> new Media.Uploaded(" "));
    assertFalse(new Media.Uploaded("file-1").id().isBlank());
  }
}
