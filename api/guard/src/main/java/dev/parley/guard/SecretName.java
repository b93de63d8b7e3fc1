package dev.parley.guard;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells names of secrets, such as {@code DB_PASSWORD}, {@code apiKey} and {@code AccountKey}. */
final class SecretName {
  private static final List<String> ENDINGS =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "passwort",
          "pwd",
          "secret",
          "token",
          "apikey",
          "secretkey",
          "accesskey",
          "privatekey",
          "authkey",
          "encryptionkey",
          "signingkey",
          "masterkey",
          "credential",
          "credentials",
          "apisecret",
          "accountkey",
          "sharedaccesskey",
          "presharedkey",
          "secretkeybase",
          "passcode",
          "apikeys",
          "accesstokens",
          "passwords",
          "secrets");

  /** What such a name may go on with. */
  private static final Pattern SUFFIX =
      Pattern.compile(
          "[_-](?:prod|production|dev|test|staging|stage|live|local|old|new|\\d{1,2})$");

  /** They end so and are no secrets. */
  private static final List<String> PUBLIC =
      List.of(
          "pagetoken",
          "nexttoken",
          "continuationtoken",
          "padtoken",
          "eostoken",
          "bostoken",
          "unktoken",
          "septoken",
          "masktoken",
          "stoptoken",
          "synctoken",
          "resumetoken",
          "csrftoken",
          "cancellationtoken",
          "forgotpassword",
          "resetpassword",
          "nopassword");

  private SecretName() {}

  /** {@return what is assigned to it, if the value is what such a name leads to expect} */
  static @Nullable GuardKind kind(String name, String value) {
    String plain = plain(name);
    boolean aws = plain.contains("secretaccesskey") || plain.contains("awssecret");
    if (aws && value.length() == 40 && value.chars().allMatch(c -> Chars.base64((char) c))) {
      return Randomness.isPlaceholder(value) ? null : GuardKind.AWS_KEY;
    }
    boolean azure = plain.endsWith("accountkey") || plain.endsWith("sharedaccesskey");
    if (azure && value.length() >= 40 && value.chars().allMatch(c -> Chars.base64((char) c))) {
      return Randomness.isPlaceholder(value) ? null : GuardKind.AZURE_KEY;
    }
    return GuardKind.PASSWORD;
  }

  static boolean isSecret(String name) {
    String plain = plain(name);
    if (plain.isEmpty() || PUBLIC.stream().anyMatch(plain::endsWith)) {
      return false;
    }
    boolean pass =
        plain.equals("pass") || (plain.endsWith("pass") && name.matches("(?i).*[_.-]pass"));
    return pass || ENDINGS.stream().anyMatch(plain::endsWith);
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    String lower = SUFFIX.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
    for (int i = 0; i < lower.length(); i++) {
      if (Chars.alnum(lower.charAt(i))) {
        plain.append(lower.charAt(i));
      }
    }
    return plain.toString();
  }
}
