package dev.parley.guard;

import static dev.parley.guard.GuardKind.ANTHROPIC_KEY;
import static dev.parley.guard.GuardKind.AUTHORIZATION;
import static dev.parley.guard.GuardKind.AWS_KEY;
import static dev.parley.guard.GuardKind.AZURE_KEY;
import static dev.parley.guard.GuardKind.CARD_NUMBER;
import static dev.parley.guard.GuardKind.EMAIL;
import static dev.parley.guard.GuardKind.GITHUB_TOKEN;
import static dev.parley.guard.GuardKind.GITLAB_TOKEN;
import static dev.parley.guard.GuardKind.GOOGLE_KEY;
import static dev.parley.guard.GuardKind.HUGGINGFACE_TOKEN;
import static dev.parley.guard.GuardKind.IBAN;
import static dev.parley.guard.GuardKind.JWT;
import static dev.parley.guard.GuardKind.NPM_TOKEN;
import static dev.parley.guard.GuardKind.OPENAI_KEY;
import static dev.parley.guard.GuardKind.PASSWORD;
import static dev.parley.guard.GuardKind.PHONE;
import static dev.parley.guard.GuardKind.PRIVATE_KEY;
import static dev.parley.guard.GuardKind.PYPI_TOKEN;
import static dev.parley.guard.GuardKind.SERVICE_KEY;
import static dev.parley.guard.GuardKind.SLACK_TOKEN;
import static dev.parley.guard.GuardKind.STRIPE_KEY;
import static dev.parley.guard.GuardKind.URL_PASSWORD;
import static dev.parley.guard.GuardKind.US_SSN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * True and false cases. Secrets are drawn here from a fixed seed, and put together from pieces, so
 * that none lies in the sources; the texts around them are as people write them.
 */
final class Corpus {
  /** A text with something in it that must be found, and found to be of that kind. */
  record TrueCase(GuardKind kind, String secret, String text) {
    private static final int PIECE = 6;

    /** A piece of the secret that another text has, which tells too much of it. */
    Optional<String> pieceIn(String other) {
      String around = text.replace(secret, "\n") + "[REDACTED:" + kind.id() + "]";
      for (int i = 0; i + PIECE <= secret.length(); i++) {
        String piece = secret.substring(i, i + PIECE);
        if (other.contains(piece) && !around.contains(piece)) {
          return Optional.of(piece);
        }
      }
      return Optional.empty();
    }
  }

  private static final List<String> AROUND =
      List.of(
          "%s",
          "Why does %s not work?",
          "export KEY=%s\nexport OTHER=1",
          "{\"id\":7,\"value\":\"%s\",\"last\":true}",
          "config:\n  key: '%s'\n",
          "client = Client(\"%s\", timeout=30)",
          "https://api.test/v1/things?x=1&k=%s&y=2",
          "2026-01-02T12:00:01Z WARN failed key=%s status=401",
          "the value is `%s`.",
          "\"first line\\n%s\\nlast line\"",
          "It was %s.",
          "| a | %s | b |");

  private final Drawing draw = new Drawing(20260102);
  private final List<TrueCase> trueCases = new ArrayList<>();

  private Corpus() {}

  static List<TrueCase> trueCases() {
    Corpus corpus = new Corpus();
    corpus.tokens();
    corpus.credentials();
    corpus.passwords();
    corpus.keys();
    corpus.persons();
    corpus.trueCases.addAll(HardCases.all());
    corpus.trueCases.addAll(EverydayCases.trueCases());
    return corpus.trueCases;
  }

  private void around(GuardKind kind, Supplier<String> secret) {
    for (String text : AROUND) {
      String drawn = secret.get();
      trueCases.add(new TrueCase(kind, drawn, text.replace("%s", drawn)));
    }
  }

  private void add(GuardKind kind, String secret, String text) {
    trueCases.add(new TrueCase(kind, secret, text.replace("%s", secret)));
  }

  private void tokens() {
    around(OPENAI_KEY, () -> "sk-" + "proj-" + draw.url(124));
    around(OPENAI_KEY, () -> "sk-" + draw.alnum(20) + "T3Blbk" + "FJ" + draw.alnum(20));
    around(OPENAI_KEY, () -> "sk-" + draw.hex(32));
    around(OPENAI_KEY, () -> "sk-" + "svcacct-" + draw.url(60));
    around(ANTHROPIC_KEY, () -> "sk-" + "ant-api03-" + draw.url(93) + "AA");
    around(GOOGLE_KEY, () -> "AI" + "za" + draw.url(34) + "x");
    around(GOOGLE_KEY, () -> "ya" + "29." + draw.url(80));
    around(AWS_KEY, () -> "AK" + "IA" + draw.base32(16));
    around(AWS_KEY, () -> "AS" + "IA" + draw.base32(16));
    around(GITHUB_TOKEN, () -> "gh" + "p_" + draw.alnum(36));
    around(GITHUB_TOKEN, () -> "gh" + "o_" + draw.alnum(36));
    around(GITHUB_TOKEN, () -> "github" + "_pat_" + draw.alnum(22) + "_" + draw.alnum(59));
    around(GITLAB_TOKEN, () -> "gl" + "pat-" + draw.url(19) + "Z");
    around(
        SLACK_TOKEN,
        () -> "xox" + "b-" + draw.digits(12) + "-" + draw.digits(13) + "-" + draw.alnum(24));
    around(
        SLACK_TOKEN,
        () -> "xox" + "p-" + draw.digits(12) + "-" + draw.digits(12) + "-" + draw.hex(32));
    around(
        SLACK_TOKEN,
        () ->
            "https://hooks.slack"
                + ".com/services/T"
                + draw.base32(9)
                + "/B"
                + draw.base32(9)
                + "/"
                + draw.alnum(24));
    around(STRIPE_KEY, () -> "sk_" + "live_" + draw.alnum(24));
    around(STRIPE_KEY, () -> "rk_" + "test_" + draw.alnum(99));
    around(STRIPE_KEY, () -> "wh" + "sec_" + draw.alnum(32));
    around(NPM_TOKEN, () -> "npm" + "_" + draw.alnum(36));
    around(PYPI_TOKEN, () -> "py" + "pi-AgEIcHlwaS5vcmc" + draw.url(140) + "Q");
    around(HUGGINGFACE_TOKEN, () -> "hf" + "_" + draw.alnum(34));
    around(SERVICE_KEY, () -> "gs" + "k_" + draw.alnum(52));
    around(SERVICE_KEY, () -> "S" + "G." + draw.alnum(22) + "." + draw.alnum(43));
    around(SERVICE_KEY, () -> "dop" + "_v1_" + draw.hex(64));
    around(SERVICE_KEY, () -> "hv" + "s." + draw.url(90) + "b");
    around(SERVICE_KEY, () -> "r8" + "_" + draw.alnum(37));
    around(SERVICE_KEY, () -> draw.digits(9) + ":AA" + draw.alnum(33));
  }

  private void credentials() {
    around(JWT, () -> jwt("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
    around(JWT, () -> jwt("{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"" + draw.alnum(8) + "\"}"));
    for (int i = 0; i < 6; i++) {
      add(AUTHORIZATION, draw.alnum(40), "Authorization: Bearer %s");
      add(
          AUTHORIZATION,
          draw.url(63) + "7",
          "curl -H 'authorization: bearer %s' https://api.test/");
      add(AUTHORIZATION, draw.hex(32), "{\"Authorization\":\"Bearer %s\"}");
      add(
          AUTHORIZATION,
          basic("ada:" + draw.alnum(12)),
          "> Authorization: Basic %s\n> Accept: */*");
      String password = draw.alnum(14);
      add(URL_PASSWORD, password, "postgres://app:%s@db.internal:5432/shop");
      add(URL_PASSWORD, draw.alnum(10) + "%21", "git clone https://ada:%s@git.test/a/b.git");
      add(URL_PASSWORD, draw.alnum(20), "REDIS_URL=redis://:%s@cache:6379/0");
      add(URL_PASSWORD, draw.alnum(9) + "!", "{\"dsn\":\"mysql://root:%s@10.0.0.7/x\"}");
      String secret = draw.base64(40);
      add(AWS_KEY, secret, "aws_secret_access_key = %s\nregion = eu-west-1");
      add(AWS_KEY, draw.base64(40), "{\"SecretAccessKey\": \"%s\"}");
      add(AWS_KEY, draw.base64(40), "export AWS_SECRET_ACCESS_KEY=\"%s\"");
      add(
          AZURE_KEY,
          draw.base64(86) + "==",
          "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=%s;EndpointSuffix=core.windows.net");
      add(
          AZURE_KEY,
          draw.base64(43) + "=",
          "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=%s");
    }
  }

  private void passwords() {
    for (int i = 0; i < 5; i++) {
      add(PASSWORD, draw.alnum(12) + "!", "DB_PASSWORD=%s");
      add(PASSWORD, draw.alnum(16), "password: %s\nuser: ada");
      add(PASSWORD, draw.alnum(11) + "#4", "  \"password\": \"%s\",");
      add(PASSWORD, draw.hex(32), "api_key = '%s'");
      add(PASSWORD, draw.alnum(24), "const clientSecret = \"%s\";");
      add(PASSWORD, draw.alnum(30), "//registry.npmjs.org/:_authToken=%s");
      add(PASSWORD, draw.alnum(10) + "$x", "<password>%s</password>");
      add(PASSWORD, draw.alnum(18), "'secret' => '%s',");
      add(PASSWORD, draw.alnum(14), "mysql --password=%s -u root");
      add(PASSWORD, draw.alnum(14) + "9", "tool --token %s --verbose");
      add(PASSWORD, draw.uuid(), "X-Api-Key: %s");
      add(PASSWORD, draw.alnum(13) + "?", "val password: String = \"%s\"");
      add(PASSWORD, draw.alnum(20), "{\"db\":{\"passwd\":\"%s\"}}");
      add(PASSWORD, draw.alnum(16), "jdbc:sqlserver://h;user=sa;password=%s;encrypt=true");
    }
    for (String weak : List.of("hunter2", "Summer2024", "p4ssw0rd", "tr0ub4dor&3", "letmein!1")) {
      add(PASSWORD, weak, "PASSWORD=%s");
      add(PASSWORD, weak, "\"password\": \"%s\"");
    }
    // What this does not find, or not yet: words as passwords, and passwords in sentences.
    add(PASSWORD, "sunshine", "password: %s");
    add(PASSWORD, "correcthorsebatterystaple", "PASSWORD=%s");
    add(PASSWORD, "dragonfly", "\"password\": \"%s\"");
    add(PASSWORD, draw.alnum(12), "my password is %s, please keep it");
    add(PASSWORD, draw.alnum(12), "log in as ada with %s");
    add(PASSWORD, draw.digits(8), "password=%s");
  }

  private void keys() {
    for (String label : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA ")) {
      for (String end : List.of("\n", "\\n", "\r\n")) {
        StringBuilder key =
            new StringBuilder("-----BEGIN " + label + "PRIVATE" + " KEY-----" + end);
        for (int line = 0; line < 12; line++) {
          key.append(draw.base64(64)).append(end);
        }
        key.append("-----END " + label + "PRIVATE" + " KEY-----");
        add(PRIVATE_KEY, key.toString(), "Here it is:\n%s\nWhy is it refused?");
        add(PRIVATE_KEY, key.substring(0, 500), "%s");
      }
    }
    for (int i = 0; i < 4; i++) {
      String block =
          "-----BEGIN PGP PRIVATE"
              + " KEY BLOCK-----\nVersion: 2\n\n"
              + draw.base64(600)
              + "\n="
              + draw.base64(4)
              + "\n-----END PGP PRIVATE"
              + " KEY BLOCK-----";
      add(PRIVATE_KEY, block, "gpg says:\n%s\n");
      add(PRIVATE_KEY, "AGE-SECRET" + "-KEY-1" + draw.base32(58), "# created\n%s\n");
    }
  }

  private void persons() {
    for (String start : List.of("4", "51", "2345", "34", "37", "6011", "65", "3530", "62", "36")) {
      int length =
          start.startsWith("3") && !start.startsWith("35") ? start.equals("36") ? 14 : 15 : 16;
      for (int i = 0; i < 3; i++) {
        String card = draw.card(start, length);
        add(CARD_NUMBER, card, "Card %s, thanks.");
        add(
            CARD_NUMBER,
            grouped(draw.card(start, length), " "),
            "My card is %s and it expires 12/27");
        add(CARD_NUMBER, grouped(draw.card(start, length), "-"), "{\"card\":\"%s\"}");
        add(CARD_NUMBER, draw.card(start, length), "{\"card\":%s}");
      }
    }
    for (String country : List.of("DE18", "FR23", "GB18", "NL14", "ES20", "CH17", "AT16", "IT23")) {
      for (int i = 0; i < 3; i++) {
        String iban = draw.iban(country.substring(0, 2), Integer.parseInt(country.substring(2)));
        add(IBAN, iban, "Please pay to %s by Friday.");
        String other = draw.iban(country.substring(0, 2), Integer.parseInt(country.substring(2)));
        add(IBAN, other.replaceAll("(.{4})(?!$)", "$1 "), "IBAN: %s\nBIC: ABCDDEFF");
      }
    }
    for (int i = 0; i < 10; i++) {
      String ssn =
          (100 + draw.below(560)) + "-" + (10 + draw.below(89)) + "-" + (1000 + draw.below(8999));
      add(US_SSN, ssn, "SSN: %s");
      add(
          US_SSN,
          (100 + draw.below(560)) + "-" + (10 + draw.below(89)) + "-" + (1000 + draw.below(8999)),
          "{\"ssn\":\"%s\",\"n\":1}");
      add(
          EMAIL,
          draw.lower(6) + "." + draw.lower(8) + "@" + draw.lower(7) + ".de",
          "Write to %s, or call.");
      add(EMAIL, draw.lower(5) + "+x@mail." + draw.lower(9) + ".co.uk", "Author: A B <%s>");
      add(
          EMAIL,
          draw.lower(9) + draw.digits(2) + "@" + draw.lower(6) + ".org",
          "{\"email\":\"%s\"}");
      add(PHONE, "+49 30 " + (1 + draw.below(9)) + draw.digits(6), "Call %s today");
      add(PHONE, "+1" + (2 + draw.below(8)) + draw.digits(9), "\"phone\":\"%s\"");
      add(
          PHONE,
          "("
              + (2 + draw.below(8))
              + draw.digits(2)
              + ") 5"
              + draw.digits(2)
              + "-"
              + draw.digits(4),
          "Tel. %s");
      add(
          PHONE,
          (2 + draw.below(8)) + draw.digits(2) + "-5" + draw.digits(2) + "-" + draw.digits(4),
          "fax: %s.");
      // Without its country, a number of elsewhere is a number.
      if (i < 3) {
        add(PHONE, "0" + draw.digits(3) + " " + draw.digits(7), "Ruf mich an: %s");
      }
    }
  }

  private static String grouped(String card, String separator) {
    String form =
        card.length() == 15
            ? "(.{4})(.{6})(.{5})"
            : card.length() == 14 ? "(.{4})(.{6})(.{4})" : "(.{4})(.{4})(.{4})(.{4})";
    String groups = card.length() == 16 ? "$1%$2%$3%$4" : "$1%$2%$3";
    return card.replaceAll(form, groups.replace("%", separator));
  }

  private String jwt(String head) {
    return base64Url(head)
        + "."
        + base64Url("{\"sub\":\"" + draw.digits(10) + "\",\"iat\":1516239022}")
        + "."
        + draw.url(42)
        + "A";
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String basic(String login) {
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }
}
