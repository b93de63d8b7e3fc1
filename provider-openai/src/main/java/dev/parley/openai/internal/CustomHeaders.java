package dev.parley.openai.internal;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import java.util.Locale;
import java.util.Set;

/** Reads the setting {@code headers}: {@code Name: value | Name: value}. */
final class CustomHeaders {
  static final String NAME = "headers";
  private static final Set<String> WITH_A_SETTING = Set.of("openai-organization", "openai-project");

  private CustomHeaders() {}

  /** Adds the headers to every request; all of them count as secret. */
  static void add(ProviderSettings settings, ChatCompletions.Builder server) {
    settings
        .secret(NAME)
        .ifPresent(
            value -> {
              for (String header : value.get().reveal().split("\\|", -1)) {
                add(settings, header.strip(), server);
              }
            });
  }

  private static void add(
      ProviderSettings settings, String header, ChatCompletions.Builder server) {
    int colon = header.indexOf(':');
    if (colon <= 0 || colon == header.length() - 1) {
      throw settings.invalid(NAME, "headers such as Name: value | Other-Name: value");
    }
    String name = header.substring(0, colon).strip();
    String value = header.substring(colon + 1).strip();
    if (WITH_A_SETTING.contains(name.toLowerCase(Locale.ROOT))) {
      throw settings.invalid(NAME, "headers that have no setting of their own");
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw settings.invalid(NAME, "headers in plain ASCII");
    }
    Secret secret = Secret.of(value);
    try {
      server.header(name, () -> secret);
    } catch (IllegalArgumentException e) {
      throw settings.invalid(
          NAME, "headers with names in plain ASCII, none of which Parley sets itself");
    }
  }
}
