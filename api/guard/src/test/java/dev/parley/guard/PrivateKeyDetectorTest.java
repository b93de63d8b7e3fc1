package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyDetectorTest {
  /** In parts, so that nobody takes it for a key that has leaked. */
  private static final String KEY =
      "-----BEGIN RSA PRIV"
          + "ATE KEY-----\n"
          + "MIIEowIBAAKCAQEA7v3k9Qm1ZpX4tR8sYw2LcNfGhJ5uDa6B/oKeVxT+0iSrPqWb\n".repeat(3)
          + "-----END RSA PRIV"
          + "ATE KEY-----";

  @ParameterizedTest
  @ValueSource(strings = {"", "+", "-", " ", "> ", "    "})
  void a_key_is_found_whole_in_lines_that_are_marked(String mark) {
    String marked = KEY.lines().map(line -> mark + line + "\n").reduce("", String::concat);
    assertEquals(
        "one\n" + mark + "[REDACTED:private-key]\ntwo\n",
        Guard.of(GuardMode.REDACT).filter().apply("one\n" + marked + "two\n"));
  }
}
