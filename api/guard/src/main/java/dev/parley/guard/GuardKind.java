package dev.parley.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** What a {@link Guard} knows to find. New kinds may come. */
public enum GuardKind {
  /** PEM, OpenSSH and OpenPGP private keys, and those of age. */
  PRIVATE_KEY(true),
  /** Keys that begin with {@code sk-}: OpenAI's, and those of who copies its form. */
  OPENAI_KEY(true),
  /** {@code sk-ant-…}. */
  ANTHROPIC_KEY(true),
  /** API keys, OAuth tokens and client secrets of Google. */
  GOOGLE_KEY(true),
  /** Access key ids of AWS, and secret access keys beside their name. */
  AWS_KEY(true),
  /** Account keys and shared access keys of Azure beside their names, and signatures (SAS). */
  AZURE_KEY(true),
  /** {@code ghp_…}, {@code github_pat_…} and the like. */
  GITHUB_TOKEN(true),
  /** {@code glpat-…} and the like. */
  GITLAB_TOKEN(true),
  /** {@code xoxb-…} and the like, and incoming web hooks. */
  SLACK_TOKEN(true),
  /** Secret and restricted keys and web hook secrets of Stripe; not publishable keys. */
  STRIPE_KEY(true),
  /** {@code npm_…}. */
  NPM_TOKEN(true),
  /** {@code pypi-…}. */
  PYPI_TOKEN(true),
  /** {@code hf_…}. */
  HUGGINGFACE_TOKEN(true),
  /** Keys of other services by their prefix, such as Groq, SendGrid, Vault and Telegram. */
  SERVICE_KEY(true),
  /** JSON Web Tokens, whose head is decoded to be sure. */
  JWT(true),
  /** {@code Bearer}, {@code Basic} and {@code Authorization: Token} with what follows. */
  AUTHORIZATION(true),
  /** The password in {@code scheme://user:password@host}. */
  URL_PASSWORD(true),
  /** What is assigned to a name such as {@code password} and looks random enough to be one. */
  PASSWORD(true),
  /** Numbers of payment cards: an issuer's, of its length, with a valid check digit. */
  CARD_NUMBER(false),
  /** International bank account numbers: a country's length, with valid check digits. */
  IBAN(false),
  /** Social security numbers of the United States, with dashes. */
  US_SSN(false),
  /** E-mail addresses; only where asked for. */
  EMAIL(false),
  /** Telephone numbers, international or North American; only where asked for. */
  PHONE(false);

  private final boolean secret;

  GuardKind(boolean secret) {
    this.secret = secret;
  }

  /** {@return its name in settings, findings and redacted texts, such as {@code card-number}} */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return whether it is a secret that opens something, and not personal data} */
  public boolean secret() {
    return secret;
  }

  /** {@return what is looked for unless told otherwise: all but {@link #EMAIL}, {@link #PHONE}} */
  public static Set<GuardKind> defaults() {
    return matching(kind -> kind != EMAIL && kind != PHONE);
  }

  /**
   * {@return the kinds that a list names} Names are those of {@link #id()}, and {@code default},
   * {@code secrets}, {@code personal}, {@code all} and {@code none}, split by commas.
   *
   * @throws IllegalArgumentException if a name is unknown, or there is none: to look for nothing
   *     takes the word {@code none}; the message lists what there is
   */
  public static Set<GuardKind> named(String list) {
    Set<GuardKind> kinds = EnumSet.noneOf(GuardKind.class);
    if (list.replace(',', ' ').isBlank()) {
      throw new IllegalArgumentException("No kind; there are " + String.join(", ", names()));
    }
    for (String part : list.split(",", -1)) {
      String name = part.strip().toLowerCase(Locale.ROOT);
      kinds.addAll(
          switch (name) {
            case "", "none" -> Set.of();
            case "default" -> defaults();
            case "secrets" -> matching(GuardKind::secret);
            case "personal" -> matching(kind -> !kind.secret());
            case "all" -> EnumSet.allOf(GuardKind.class);
            default -> one(name);
          });
    }
    return kinds;
  }

  private static Set<GuardKind> one(String name) {
    Set<GuardKind> found = matching(kind -> kind.id().equals(name));
    if (found.isEmpty()) {
      throw new IllegalArgumentException("Unknown kind; there are " + String.join(", ", names()));
    }
    return found;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("default", "secrets", "personal", "all", "none"));
    Arrays.stream(values()).map(GuardKind::id).forEach(names::add);
    return names;
  }

  private static Set<GuardKind> matching(Predicate<GuardKind> wanted) {
    Set<GuardKind> kinds = EnumSet.noneOf(GuardKind.class);
    Arrays.stream(values()).filter(wanted).forEach(kinds::add);
    return kinds;
  }
}
