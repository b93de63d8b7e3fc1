package dev.parley.openai.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes, from the heads of files. */
class ImageSizeTest {
  private static final String RIFF = "52494646 00000000 57454250 ";

  @ParameterizedTest
  @CsvSource({
    "89504E470D0A1A0A 0000000D 49484452 00000280 000001E0",
    "474946383961 8002 E001",
    RIFF + "56503858 0A000000 00000000 7F0200 DF0100",
    RIFF + "5650384C 00000000 2F 7FC27700 0000000000",
    RIFF + "56503820 00000000 000000 9D012A 8002 E001",
    "FFD8 FFE00004AAAA FFFF FFC4000400FF FFC2000B 08 01E0 0280 01",
  })
  void is_found_in_each_format(String head) {
    byte[] file = bytes(head);
    assertEquals(Optional.of(new ImageSize(640, 480)), ImageSize.of(file));
  }

  @ParameterizedTest
  @CsvSource({
    "89504E470D0A1A0A 0000000D 49484452 00000280 000001E0",
    "474946383961 8002 E001",
    RIFF + "56503858 0A000000 00000000 7F0200 DF0100",
    RIFF + "5650384C 00000000 2F 7FC27700 0000000000",
    RIFF + "56503820 00000000 000000 9D012A 8002 E001",
    "FFD8 FFE00004AAAA FFC2000B 08 01E0 0280",
  })
  void of_a_file_that_is_cut_off_is_unknown(String head) {
    byte[] file = bytes(head);
    for (int length = 0; length < file.length; length++) {
      assertTrue(ImageSize.of(Arrays.copyOf(file, length)).isEmpty(), "of " + length + " bytes");
    }
  }

  @Test
  void of_what_is_no_picture_is_unknown() {
    assertTrue(ImageSize.of(bytes("FFD8 FFD8 FFD8 00000000000000000000")).isEmpty());
    assertTrue(ImageSize.of(new byte[100]).isEmpty());
    assertTrue(ImageSize.of(ImageTokensTest.png(-1, 10)).isEmpty());
    assertTrue(ImageSize.of(ImageTokensTest.png(0, 10)).isEmpty());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
