package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins, signatures and passwords in addresses. */
class CredentialsTest {
  private static final String SIGNATURE = "Qk9x+Zr7/Lm2Np4Vt6Yw8Bc1Df3Gh5Jk7Mn9Pq2Rs4Z=";

  private static String masked(String text) {
    return Guard.of(GuardMode.OFF).filter().apply(text);
  }

  private static String basic(String login) {
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada:Zx9!kq72", "ada:pässwörd", "ada:密码密码", ":Zx9!kq72Lm"})
  void a_login_is_found_whatever_comes_behind_it(String login) {
    for (String rest : new String[] {"", ".", "…", "。", ", and", "\n", "\"", "-", "\u00a0x"}) {
      assertEquals(
          "Authorization: Basic [REDACTED:authorization]" + rest,
          masked("Authorization: Basic " + basic(login) + rest));
    }
  }

  @Test
  void a_login_may_be_long() {
    assertEquals(
        "Basic [REDACTED:authorization]", masked("Basic " + basic("ada:" + "x1".repeat(600))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p@ss@w0rd",
        "@Zx9kq72",
        "Zx9kq72@",
        "a@b.c@d",
        "Zx9:kq@72",
        "Zx9kq72",
        "Zx9%40kq72"
      })
  void a_password_ends_at_the_last_sign_before_the_host(String password) {
    assertEquals(
        "see postgres://app:[REDACTED:url-password]@db.test:5432/x?a=b@c, d@e",
        masked("see postgres://app:" + password + "@db.test:5432/x?a=b@c, d@e"));
  }

  @Test
  void addresses_one_after_another_have_a_password_each() {
    assertEquals(
        "amqp://a:[REDACTED:url-password]@h1,amqp://b:[REDACTED:url-password]@h2",
        masked("amqp://a:Zx9kq@72@h1,amqp://b:Lm4Pw8@h2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?sv=1&sig=%s&se=2",
        "sig=%s",
        "SharedAccessSignature sr=x&sig=%s&skn=y",
        ";sig=%s"
      })
  void a_signature_of_shared_access_is_found_as_it_is_and_escaped(String text) {
    String escaped = SIGNATURE.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D");
    String unpadded = SIGNATURE.replace("+", "-").replace("/", "_").replace("=", "");
    for (String signature : new String[] {SIGNATURE, escaped, unpadded}) {
      assertEquals(
          text.replace("%s", "[REDACTED:azure-key]"), masked(text.replace("%s", signature)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"orig=%s", "sig=%sAB", "sig=x%s", "sig: %s"})
  void what_is_longer_or_named_otherwise_is_no_signature(String text) {
    assertEquals(text.replace("%s", SIGNATURE), masked(text.replace("%s", SIGNATURE)));
  }
}
