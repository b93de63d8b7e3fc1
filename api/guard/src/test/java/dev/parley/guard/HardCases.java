package dev.parley.guard;

import static dev.parley.guard.GuardKind.AUTHORIZATION;
import static dev.parley.guard.GuardKind.AWS_KEY;
import static dev.parley.guard.GuardKind.AZURE_KEY;
import static dev.parley.guard.GuardKind.CARD_NUMBER;
import static dev.parley.guard.GuardKind.GITHUB_TOKEN;
import static dev.parley.guard.GuardKind.GOOGLE_KEY;
import static dev.parley.guard.GuardKind.IBAN;
import static dev.parley.guard.GuardKind.JWT;
import static dev.parley.guard.GuardKind.OPENAI_KEY;
import static dev.parley.guard.GuardKind.PASSWORD;
import static dev.parley.guard.GuardKind.PHONE;
import static dev.parley.guard.GuardKind.PRIVATE_KEY;
import static dev.parley.guard.GuardKind.SERVICE_KEY;
import static dev.parley.guard.GuardKind.URL_PASSWORD;
import static dev.parley.guard.GuardKind.US_SSN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** True cases in diffs, tables, comments, logs with colours and texts in texts; and long ones. */
final class HardCases {
  private static final int EACH = 3;

  private final Drawing draw = new Drawing(20260203);
  private final List<Corpus.TrueCase> cases = new ArrayList<>();

  private HardCases() {}

  static List<Corpus.TrueCase> all() {
    HardCases hard = new HardCases();
    for (int i = 0; i < EACH; i++) {
      hard.tokens();
      hard.credentials();
      hard.quotedPasswords();
      hard.plainPasswords();
      hard.persons();
    }
    hard.keys();
    return hard.cases;
  }

  private void add(GuardKind kind, String secret, String text) {
    cases.add(new Corpus.TrueCase(kind, secret, text.replace("%s", secret)));
  }

  private void tokens() {
    add(GOOGLE_KEY, "ya" + "29." + draw.url(900), "{\"k\": \"%s\"}");
    add(GOOGLE_KEY, "ya" + "29." + draw.url(506) + "-_-_-_" + draw.url(300), "use %s.");
    add(GOOGLE_KEY, google(), "gs://backup-%s-old/x");
    add(GOOGLE_KEY, google(), "maps_%s_prod");
    add(SERVICE_KEY, "PM" + "AK-" + draw.hex(24) + "-" + draw.hex(34), "%s-copy");
    for (String word : List.of("fake", "todo", "your", "xxxx", "Fake", "YoUr")) {
      add(
          OPENAI_KEY,
          "sk-" + "proj-" + draw.alnum(40) + word + draw.alnum(60),
          "OPENAI_API_KEY=%s");
      add(GITHUB_TOKEN, "gh" + "p_" + draw.alnum(17) + word + draw.alnum(15), "push with %s");
    }
    add(GITHUB_TOKEN, github(), "\u001b[32m%s\u001b[0m is the token");
    add(GITHUB_TOKEN, github(), "\u001b[01;31m\u001b[K%s\u001b[m\u001b[K");
    add(GITHUB_TOKEN, github(), "level=info msg=\"\\u001b[1;33m%s\\u001b[0m\"");
    add(GITHUB_TOKEN, github(), "INFO [36m%s[0m");
    add(AWS_KEY, "AK" + "IA" + draw.base32(16), "\\x1b[31m%s");
    add(AWS_KEY, "AK" + "IA" + draw.base32(16), "GET /?id\\u003d%s\\u0026x=1");
    add(GITHUB_TOKEN, github(), "-%s\n+removed");
    add(JWT, jwt(), "@@ -1 +1 @@\n-%s\n+removed\n");
  }

  private String google() {
    return "AI" + "za" + draw.url(34) + "x";
  }

  private String github() {
    return "gh" + "p_" + draw.alnum(36);
  }

  private String jwt() {
    String head = "{\"alg\":\"HS256\"}";
    return base64(head).replace("=", "") + "." + draw.url(40) + "." + draw.url(43);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void credentials() {
    String signature = draw.base64(43) + "=";
    String escaped = signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    add(
        AZURE_KEY,
        escaped,
        "https://a.blob.core.windows.net/c/b?sv=2022-11-02&se=2026-01-01T00%3A00%3A00Z&sp=r&sig=%s");
    add(
        AZURE_KEY,
        escaped,
        "SharedAccessSignature sr=a.servicebus.windows.net&sig=%s&se=1767225600&skn=Root");
    add(
        AZURE_KEY,
        signature,
        "BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=2022&sig=%s");
    add(AZURE_KEY, draw.url(43), "\"https://prod.logic.azure.com/x?sv=1.0\\u0026sig=%s\"");
    add(AUTHORIZATION, base64("ada:" + draw.alnum(12)), "I sent Authorization: Basic %s.");
    add(AUTHORIZATION, base64("ada:" + draw.alnum(12)), "Authorization: Basic %s… nothing");
    add(AUTHORIZATION, base64("ada:" + draw.alnum(9) + "äöü"), "authorization: basic %s");
    add(AUTHORIZATION, base64("ada:" + draw.alnum(500)), "Authorization: Basic %s");
    add(AUTHORIZATION, draw.alnum(600), "Authorization: Bearer %s.");
    add(
        URL_PASSWORD,
        draw.alnum(6) + "@" + draw.alnum(7),
        "postgres://app:%s@db.internal:5432/shop");
    add(URL_PASSWORD, "p@" + draw.alnum(8) + "@x", "DSN=mysql://root:%s@10.0.0.7/x");
    add(URL_PASSWORD, draw.alnum(420), "git clone https://oauth2:%s@git.test/a/b.git");
  }

  private void quotedPasswords() {
    add(PASSWORD, draw.alnum(8) + "\\\"" + draw.alnum(8), "db = {\"password\": \"%s\"};");
    add(PASSWORD, draw.alnum(4) + "\\\\" + draw.alnum(10), "password = \"%s\"");
    add(PASSWORD, draw.alnum(6) + "\\'" + draw.alnum(8), "'password' => '%s',");
    add(PASSWORD, draw.alnum(7) + "\\n" + draw.alnum(8), "secret: '%s'");
    add(PASSWORD, draw.alnum(16), "log: {\\\"password\\\":\\\"%s\\\",\\\"user\\\":\\\"ada\\\"}");
    add(
        PASSWORD,
        draw.alnum(8) + "\\\\\\\"" + draw.alnum(8),
        "log: {\\\"password\\\":\\\"%s\\\",\\\"user\\\":\\\"ada\\\"}");
    add(PASSWORD, draw.alnum(700), "{\"client_secret\": \"%s\"}");
    add(PASSWORD, draw.alnum(700), "client_secret = '%s'");
    add(PASSWORD, draw.base64(1200), "private_key: \"%s\"");
    // What looks like an address in a password does not take its place.
    String address = draw.alnum(5) + "@" + draw.lower(6) + ".org" + draw.digits(3);
    add(PASSWORD, address, "{\"password\":\"%s\"}");
    add(PASSWORD, draw.alnum(14), "\u001b[36mpassword\u001b[39m: \"%s\"");
  }

  private void plainPasswords() {
    add(PASSWORD, draw.alnum(9) + "," + draw.alnum(8), "DB_PASSWORD=%s\nDB_USER=ada");
    add(PASSWORD, draw.alnum(9) + ";" + draw.alnum(8), "export DB_PASSWORD=%s");
    add(PASSWORD, draw.alnum(9) + "&" + draw.alnum(8), "password: %s\nuser: ada");
    add(PASSWORD, draw.alnum(5) + "," + draw.alnum(4) + ";Q&" + draw.alnum(6), "PASSWORD=%s\n");
    add(PASSWORD, draw.alnum(12) + ";" + draw.alnum(5), "mysql --password=%s -u root");
    add(PASSWORD, draw.alnum(12), "f(token=%s, user=ada)");
    add(PASSWORD, draw.alnum(12), "POST /login?password=%s&user=ada");
    add(PASSWORD, draw.alnum(12), "<a href=\"/x?token=%s&amp;user=ada\">");
    add(PASSWORD, draw.alnum(8) + "&amp;" + draw.alnum(8), "<password>%s</password>");
    add(PASSWORD, draw.alnum(12), "body: token\\u003d%s\\u0026user\\u003dada");
    add(PASSWORD, draw.alnum(12), "redirect=%2Fa%3Ftoken%3D%s");
    add(PASSWORD, draw.alnum(700), "SECRET=%s\nNEXT=1");
    add(PASSWORD, draw.alnum(700), "<secret>%s</secret>");
    add(PASSWORD, draw.alnum(14), "PASSWORD\u001b[0m=\u001b[33m%s\u001b[0m");
  }

  private void persons() {
    String wide = "$1\u00a0$2\u00a0$3\u00a0$4";
    String groups = "(.{4})(.{4})(.{4})(.{4})";
    add(CARD_NUMBER, draw.card("4", 16), "%s,12/27,ada");
    add(CARD_NUMBER, draw.card("51", 16), "name,card,until\nada,%s,12/27\n");
    add(CARD_NUMBER, draw.card("37", 15), "7,%s,1227");
    add(CARD_NUMBER, draw.card("4", 16).replaceAll(groups, wide), "Karte %s, danke");
    add(CARD_NUMBER, draw.card("4", 16).replaceAll(groups, wide.replace('\u00a0', '\u202f')), "%s");
    add(CARD_NUMBER, draw.card("4", 16), "-%s\n+\n");
    add(CARD_NUMBER, draw.card("4", 16), "\u001b[33m%s\u001b[0m");
    add(IBAN, draw.iban("DE", 18).replaceAll("(.{4})(?!$)", "$1\u00a0"), "IBAN %s");
    String ssn =
        (100 + draw.below(560)) + "-" + (10 + draw.below(89)) + "-" + (1000 + draw.below(8999));
    add(US_SSN, ssn, "@@ -1 +1 @@\n-%s\n+gone\n");
    add(US_SSN, ssn, "+%s");
    add(PHONE, "212-5" + draw.digits(2) + "-" + draw.digits(4), "-%s\n+none\n");
  }

  private void keys() {
    for (String label : List.of("RSA ", "EC ", "ENCRYPTED ")) {
      String bare = pem(label, "");
      String locked =
          pem(
              label,
              "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
                  + draw.of("0123456789ABCDEF", 32)
                  + "\n\n");
      for (String key : List.of(bare, locked)) {
        for (String mark : List.of("# ", "// ", " * ", "; ", "-- ", "> ", "+", "-", " ", "\t")) {
          add(PRIVATE_KEY, marked(key, mark), "one\n" + mark + "%s\n" + mark + "two\n");
        }
        add(PRIVATE_KEY, key.replace("\n", "\\n"), "log {\"key\": \"%s\\n\", \"n\": 1");
        add(PRIVATE_KEY, key.replace("\n", "\\n"), "{\"key\": \"%s\\n\", \"n\": 1}");
        add(PRIVATE_KEY, key.replace("\n", "\\n").replace("/", "\\/"), "log \"%s\"");
        add(PRIVATE_KEY, key.replace("\n", "\\\\n"), "log \"%s\"");
        add(PRIVATE_KEY, key.replace("\n", " "), "KEY=\"%s\"");
        add(PRIVATE_KEY, key.replace("\n", "\\n\" +\n    \""), "String key = \"%s\";");
      }
      String lines = bare.substring(bare.indexOf('\n') + 1);
      add(PRIVATE_KEY, lines, "%s\n");
      for (String mark : List.of(" ", "+", "-")) {
        add(PRIVATE_KEY, marked(lines, mark), "@@ -9,6 +9,6 @@ x\n" + mark + "%s\n-two\n");
      }
      add(PRIVATE_KEY, lines.replace("\n", "\\n"), "… cut: %s\\n\"}");
    }
    String armor =
        "Version: GnuPG v2\nComment: GPGTools - https://gpgtools.org (a key)\n\n"
            + (draw.base64(64) + "\n").repeat(9)
            + draw.base64(31)
            + "=\n="
            + draw.base64(4)
            + "\n";
    String pgp = block("PGP PRIVATE" + " KEY BLOCK", armor);
    for (String mark : List.of("", "# ", "+", "-", " ", "> ")) {
      add(PRIVATE_KEY, marked(pgp, mark), "gpg says:\n" + mark + "%s\n" + mark + "so\n");
    }
    String wide = (draw.base64(76) + "\n").repeat(8) + draw.base64(20) + "\n";
    String key = block("PRIVATE" + " KEY", wide);
    add(PRIVATE_KEY, key.substring(key.indexOf('\n') + 1), "the end of it:\n%s\nand so on");
  }

  private String pem(String label, String head) {
    StringBuilder body = new StringBuilder(head);
    for (int line = 0; line < 9; line++) {
      body.append(draw.base64(64)).append('\n');
    }
    return block(
        label + "PRIVATE" + " KEY", body.append(draw.base64(38)).append("==\n").toString());
  }

  private static String block(String label, String body) {
    return "-----BEGIN " + label + "-----\n" + body + "-----END " + label + "-----";
  }

  private static String marked(String lines, String mark) {
    return lines.replace("\n", "\n" + mark);
  }
}
