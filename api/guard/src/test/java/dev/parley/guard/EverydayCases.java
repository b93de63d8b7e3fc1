package dev.parley.guard;

import static dev.parley.guard.GuardKind.AUTHORIZATION;
import static dev.parley.guard.GuardKind.GITHUB_TOKEN;
import static dev.parley.guard.GuardKind.JWT;
import static dev.parley.guard.GuardKind.OPENAI_KEY;
import static dev.parley.guard.GuardKind.PASSWORD;
import static dev.parley.guard.GuardKind.PRIVATE_KEY;
import static dev.parley.guard.GuardKind.SERVICE_KEY;
import static dev.parley.guard.GuardKind.URL_PASSWORD;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What code, settings and logs of every day have in them, true cases and false ones. */
final class EverydayCases {
  private static final int EACH = 3;

  /** The number of a line, and the line. */
  private static final List<String> NUMBERED =
      List.of(
          "%6d\t%s\n",
          "%d:%s\n",
          "id_rsa:%d:%s\n",
          "2026-01-02T12:00:%02d.1234567Z %s\n",
          "web_1  | %2$s\n",
          "[%d] stdout F %s\n",
          "key += \"%2$s\\n\";\n",
          "    sb.append(\"%2$s\\n\"); // %1$d\n");

  private static final List<String> FALSE =
      List.of(
          // Names with the signs of a language around.
          "const apiKey = process.env.API_KEY!;",
          "  secret: process.env.NEXTAUTH_SECRET!,",
          "setup({ secret: process.env.NEXTAUTH_SECRET! })",
          "showPassword = !showPassword",
          "this.showPassword=!this.showPassword;",
          "const token = session?.accessToken;",
          "const token = session!.accessToken!;",
          "type User { password: String! }",
          "input Login {\n  password: String!\n  token: String!\n}",
          "user.password = !!req.body.Password",
          "token := *opts.AccessToken",
          "token := &cfg.AccessToken",
          "SELECT id FROM users WHERE password = @Password1",
          "token = @config.apiKey",
          "password: *defaultPassword",
          "secret: *db-secret-v2\n",
          // Words and settings in quotes.
          "\"password\": \"Contraseña\"",
          "\"password\": \"Lösenord\"",
          "\"resetPassword\": \"Rückgängig\"",
          "{\"password\": \"Пароль\", \"token\": \"トークン\"}",
          "'password' => 'required|min:8',",
          "'password' => 'required|string|min:8|confirmed',",
          "token: \"#{config.token}\"",
          "password = \"#{ENV['DB_PASSWORD_1']}\"",
          "let token = \"\\(userToken)\"",
          "secret: \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbC12x\"",
          "DB_SECRET=arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbC12x",
          "secret: projects/123456789012/secrets/DbPassword/versions/3",
          "password: \"vault:secret/data/App#password2\"",
          "token: 2026-01-01T00:00:00Z",
          "\"token\": \"2026-01-01T00:00:00.123+02:00\"",
          // Tokens and addresses.
          "key: setup-key-d41d8cd98f00b204e9800998ecf8427e",
          "restored from cache-key-9e107d9d372bb6826bd81d3542a419d6",
          "token_eyJ is how they begin",
          "ghs_eyJ.is-how-some-of-them-begin-in-documents.and-end",
          "http://localhost:3000,bob@mail.example.org",
          "http://localhost:3000&x=foo@bar",
          "http://localhost:3000;bob@mail.example.org",
          "[link](https://x.org:443),mail@example.org",
          "sk-some_names_have_underscores_in_them_2024",
          // Names.
          "secrets: inherit",
          "**Password:** ask your administrator",
          "**Token**: see `config.yaml`",
          "password_1 = getPassword1()",
          "{\"name\":\"password\",\"value\":\"Contraseña\"}",
          "[{\"name\":\"token\",\"in\":\"query\"},{\"name\":\"id\",\"value\":\"a1b2c3d4e5f6\"}]",
          "{\"name\":\"password\",\"id\":\"a1b2c3d4e5f6\"}",
          "Authorization: Token <your token>",
          "authorization token expired after 1234567890abcdefs",
          "char password[] = \"\";",
          "char password[MAX_LENGTH];",
          "token = r\"\\w+\"",
          "| token=abc | def1 |",
          "Bearer 12|34 of them",
          // Keys.
          "\u001b[32m+-----BEGIN PRIVATE KEY-----\u001b[m\n\u001b[32m+...\u001b[m\n",
          "key = \"-----BEGIN PRIVATE KEY-----\";\nlog.info(\"there it is, and nothing else\");\n",
          "12:-----BEGIN PRIVATE KEY-----\n13:${KEY}\n14:-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\nsha1 d41d8cd98f00b204e9800998ecf8427ed41d8cd9 is its hash\n",
          "web_1 | -----BEGIN PRIVATE KEY-----\nweb_1 | src/main/java/dev/parley/guard/internal/detectors/KeyBody.java\n",
          "\u001b[32m+is the end\u001b[m\n\u001b[32m+-----END PRIVATE KEY-----\u001b[m\n");

  private final Drawing draw = new Drawing(20260304);
  private final List<Corpus.TrueCase> cases = new ArrayList<>();

  private EverydayCases() {}

  static List<String> falseCases() {
    return FALSE;
  }

  static List<Corpus.TrueCase> trueCases() {
    EverydayCases everyday = new EverydayCases();
    for (int i = 0; i < EACH; i++) {
      everyday.values();
      everyday.names();
      everyday.tokens();
      everyday.keys();
    }
    everyday.add(PASSWORD, "Sunshine!", "PASSWORD=%s");
    everyday.add(PASSWORD, "@Summer24", "PASSWORD=%s");
    everyday.add(PASSWORD, "!Qx7*sunny", "password = %s");
    everyday.add(PASSWORD, "Ruckgängig7!", "\"password\": \"%s\"");
    everyday.add(PASSWORD, "ñandú#1976", "password: '%s'");
    return everyday.cases;
  }

  private void add(GuardKind kind, String secret, String text) {
    cases.add(new Corpus.TrueCase(kind, secret, text.replace("%s", secret)));
  }

  private static String numbered(String key, int form) {
    StringBuilder text = new StringBuilder();
    String[] lines = key.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = String.format(Locale.ROOT, NUMBERED.get(form), i + 1, lines[i]);
      // The secret begins with the key: what is before its first line may stay.
      text.append(i == 0 ? line.substring(line.indexOf("-----BEGIN")) : line);
    }
    return text.substring(0, text.lastIndexOf("-----") + 5);
  }

  private void values() {
    add(PASSWORD, "*" + draw.alnum(12), "password: %s\nuser: ada");
    add(PASSWORD, draw.alnum(14) + "!", "const apiKey = %s;");
    add(PASSWORD, draw.alnum(8) + "|" + draw.alnum(8), "'password' => '%s',");
    add(PASSWORD, draw.alnum(8) + "!x|" + draw.alnum(12), "DB_PASSWORD=%s\nDB_USER=ada");
    add(PASSWORD, draw.alnum(12) + "<" + draw.alnum(12), "DB_PASSWORD=%s");
    add(PASSWORD, draw.alnum(12) + "'" + draw.alnum(12), "export DB_PASSWORD=%s\n");
    add(PASSWORD, draw.alnum(12) + "\"" + draw.alnum(12), "DB_PASSWORD=%s x");
    add(PASSWORD, draw.alnum(16), "a|token=%s|other=1|b");
  }

  private void names() {
    add(PASSWORD, draw.alnum(20), "DB_PASSWORD_PROD=%s");
    add(PASSWORD, draw.alnum(20), "OPENAI_API_KEY_2=%s");
    add(PASSWORD, draw.alnum(20), "API_KEYS=%s");
    add(PASSWORD, draw.alnum(20), "{\"api_keys\":[\"%s\"]}");
    add(PASSWORD, draw.alnum(20), "SECRET_KEY_BASE=%s");
    add(PASSWORD, draw.base64(43) + "=", "[Peer]\nPresharedKey = %s\n");
    add(PASSWORD, draw.alnum(20), "passcode: %s");
    add(PASSWORD, draw.alnum(20), "**Password:** %s");
    add(PASSWORD, draw.alnum(20), "- **API_KEY**: %s\n");
    add(PASSWORD, draw.alnum(20), "password = r\"%s\"");
    add(PASSWORD, draw.alnum(20), "token = b'%s'");
    add(PASSWORD, draw.alnum(20), "var password = @\"%s\";");
    add(PASSWORD, draw.alnum(20), "char password[] = \"%s\";");
    add(PASSWORD, draw.alnum(20), "{\"name\":\"DB_PASSWORD\",\"value\":\"%s\"}");
    add(PASSWORD, draw.alnum(20), "{\"env\":[{\"name\": \"API_KEY\", \"value\": \"%s\"}]}");
    add(URL_PASSWORD, draw.alnum(20), "log postgres:\\/\\/app:%s@db.internal:5432\\/shop");
  }

  private void tokens() {
    add(GITHUB_TOKEN, "gh" + "s_" + draw.alnum(36), "GITHUB_TOKEN=%s");
    add(GITHUB_TOKEN, "gh" + "s_" + jwt(420), "use %s, please");
    add(GITHUB_TOKEN, "gh" + "s_" + jwt(420), "{\"token\": \"%s\"}");
    add(JWT, jwt(100), "token_%s");
    add(JWT, jwt(100), "session.%s");
    add(AUTHORIZATION, draw.digits(2) + "|" + draw.alnum(40), "Authorization: Bearer %s");
    add(AUTHORIZATION, draw.alnum(40), "| Bearer %s| x |");
    add(AUTHORIZATION, draw.hex(40), "Authorization: Token %s");
    add(AUTHORIZATION, draw.hex(40), "-H 'authorization: token %s'");
    add(OPENAI_KEY, "sk-" + draw.alnum(20) + "_" + draw.alnum(9), "it is %s.");
    add(SERVICE_KEY, "key" + "-" + draw.hex(32), "api:%s");
    add(SERVICE_KEY, "key" + "-" + draw.hex(32), "-%s\n+gone");
    String pair = "3000," + draw.alnum(5);
    add(URL_PASSWORD, draw.digits(4) + draw.alnum(8), "amqp://app:%s@queue:5672");
    add(URL_PASSWORD, draw.alnum(4) + "," + pair, "amqp://app:%s@queue:5672");
  }

  private String jwt(int payload) {
    String head = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(head.getBytes(StandardCharsets.UTF_8))
        + "."
        + draw.url(payload)
        + "."
        + draw.url(43);
  }

  /** As git draws a diff on a terminal, and as logs and programs have the lines of a text. */
  private void keys() {
    String green = "\u001b[32m";
    String plain = "\u001b[m";
    StringBuilder body = new StringBuilder("-----BEGIN PRIVATE" + " KEY-----\n");
    for (int line = 0; line < 9; line++) {
      body.append(draw.base64(64)).append('\n');
    }
    body.append(draw.base64(22)).append("==\n-----END PRIVATE" + " KEY-----");
    for (int form = 0; form < NUMBERED.size(); form++) {
      add(PRIVATE_KEY, numbered(body.toString(), form), "%s\nthe end");
    }
    for (String mark : List.of(green + "+", green + "+" + plain + green)) {
      String key = body.toString().replace("\n", plain + "\n" + mark);
      add(PRIVATE_KEY, key, mark + "%s" + plain + "\n" + mark + "more" + plain + "\n");
      String end = key.substring(key.indexOf('\n') + 1);
      add(PRIVATE_KEY, end.substring(mark.length()), "@@ -9 +9 @@\n" + mark + "%s" + plain + "\n");
    }
  }
}
