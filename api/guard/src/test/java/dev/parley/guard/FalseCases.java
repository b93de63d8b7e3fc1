package dev.parley.guard;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Texts in which there is nothing to find, though they look alike. */
final class FalseCases {
  private static final List<String> WRITTEN =
      List.of(
          "password = getPassword()",
          "password = config.password",
          "String password = request.getParameter(\"password\");",
          "this.password = password;",
          "const token = await fetchToken2(user);",
          "if (password == null) { return; }",
          "if token == \"\": raise ValueError",
          "password: string;",
          "token: Optional[str] = None",
          "def login(user, password=None):",
          "password = os.environ[\"DB_PASSWORD\"]",
          "password = process.env.DB_PASSWORD2",
          "PASSWORD=${DB_PASSWORD}",
          "PASSWORD=$DB_PASSWORD",
          "password: \"{{ vault_password }}\"",
          "password: <your-password>",
          "password: ********",
          "password: \"\"",
          "password=changeme",
          "api_key = \"YOUR_API_KEY\"",
          "api_key = \"your-api-key-here\"",
          "OPENAI_API_KEY=sk-...",
          "OPENAI_API_KEY=sk-…",
          "OPENAI_API_KEY=sk-your-key-goes-here-1234",
          "export OPENAI_API_KEY=<your-key>",
          "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "AKIAIOSFODNN7EXAMPLE",
          "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "Authorization: Bearer <token>",
          "Authorization: Bearer $TOKEN",
          "Authorization: Bearer ${ACCESS_TOKEN_2}",
          "-H \"Authorization: Bearer YOUR_ACCESS_TOKEN_1\"",
          "the bearer of this letter, number 12345, is my friend",
          "basic settings, basic usage and Basic English",
          "postgres://user:password@localhost:5432/db",
          "postgres://postgres:postgres@localhost/db",
          "https://user:<password>@host/",
          "https://${USER}:${PASS}@host/",
          "http://localhost:8080/path@version",
          "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
          "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
          "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ2s5c0ZkQ2s5c0Zk\n-----END CERTIFICATE-----",
          "eyJ is how base64 of a JSON object begins",
          "The token limit is max_tokens=4096, max_output_tokens: 128000",
          "{\"max_tokens\":1024,\"stop_token\":\"<|endoftext|>\"}",
          "\"password\": {\"type\": \"string\", \"minLength\": 12}",
          "\"description\": \"The password: at least 8 characters, 1 digit\"",
          "<label for=\"password\">Password:</label>",
          "<input type=\"password\" name=\"password1\">",
          "Enter your password: ",
          "Forgot password? Reset it at /password/reset2",
          "secret: my-app-db-credentials-v2",
          "secretName: tls-secret-2024",
          "password_file: /run/secrets/db_password1",
          "secret=/var/run/secrets/kubernetes.io/token1",
          "token_url: https://auth.test/oauth2/token",
          "nextPageToken: \"CAUQAA9xK2mZp4\"",
          "pad_token: \"<pad2>\"",
          "password hash algorithm: bcrypt",
          "tokens: 1234567 in, 7654321 out",
          "token = tokens[i+1]",
          "token = lexer.next2()",
          "PASSWORD_MIN_LENGTH = 12",
          "password_reset_token_ttl = \"24h\"",
          "passwordEncoder = new BCryptPasswordEncoder(12)",
          "private_key_path: ~/.ssh/id_ed25519",
          "publicKey: \"AAAAC3NzaC1lZDI1NTE5AAAAIJ8hq3\"",
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF9zOWs4ZjNqZDkzajRmODM= ada",
          "risk-assessment-of-20-years-and-task-management-2024",
          "disk-sk-ubuntu-2204-lts-image-for-everyone-2024",
          "const key-by-id = group-by-key-and-value-1",
          "hf_hub_download(repo_id=\"a/b\", filename=\"c\")",
          "npm_config_registry=https://packages.example.com/",
          "npm_package_dependencies_react_dom_version_18_2",
          "pk_" + "live_51H8x9yKZvQwErTyUiOpAsDfG",
          "AIzaNotLongEnough1234",
          "xoxb-is-how-slack-tokens-of-bots-begin",
          "4111 1111 1111 1112",
          "order 4000-1234-5678-9011",
          "1234 5678 9012 3456",
          "0.4111111111111111",
          "ISBN 978-3-16-148410-0",
          "ISBN 9783161484100, EAN 4006381333931",
          "tracking 1Z 999 AA1 01 2345 6784",
          "GB82 is a check number, and DE89 370 too",
          "DE00370400440532013000",
          "GB82WEST12345698765433",
          "078-05-1120 and 000-12-3456, 666-12-3456, 912-34-5678, 123-00-4567, 123-45-0000",
          "2024-12-3456",
          "part 123-45-67890, 1123-45-6789 and 123-45-6789-0",
          "range 100-20-3000.5",
          "git@github.com:ada/repo.git",
          "user@example.com, info@mail.example.org",
          "icon@2x.png, @scope/package, pkg@1.2.3, ada@localhost",
          "@Override public void run() {}",
          "import a from '@angular/core@17.0.1'",
          "1 + 2 + 30000000 = 30000003",
          "192.168.100.200:8080, 10.0.0.1/24, 2001:db8::ff00:42:8329",
          "1,234,567.89 and 12.345.678,90",
          "2026-01-02T12:34:56.123456789+02:00",
          "lat 52.5200066, lng 13.4049540",
          "colors: #ff00ff #a1b2c3d4 rgb(1,2,3)",
          "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "version 1.2.3-SNAPSHOT+20240102.abcdef1",
          "call 555-0199",
          "see pages 212-555-01",
          "http://host:8080/a?b=c#d, ftp://files.test/x:y",
          "C:\\Users\\ada\\secrets\\password1.txt",
          "key: value, Key: 12, key=abc123def456",
          "\"id\":\"chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ12\"",
          "\"id\":\"call_9aBcDeFgHiJkLmNoPqRsTuVw\"",
          "\"id\":\"toolu_01A09q90qw90lq917835lq9\"",
          "req_011CSHoEeqs5C35K2UUqR7Fy",
          "[REDACTED:password] password=[REDACTED:password]",
          "Bearer [REDACTED:authorization]",
          "socks5h://<username>:<password>@proxy-host2",
          "def f(self, private_key: ed25519.Ed25519PrivateKey, f_priv: list) -> None:",
          "api-key: openai:*: HTTP 401",
          "in Clause 252.227-7013 (c) (1) of DFARs.");

  private FalseCases() {}

  static List<String> all() {
    List<String> all = new ArrayList<>(WRITTEN);
    all.addAll(Neighbours.all());
    all.addAll(EverydayCases.falseCases());
    Drawing draw = new Drawing(77);
    for (int i = 0; i < 40; i++) {
      all.add("commit " + draw.hex(40) + "\nAuthor: somebody");
      all.add("index " + draw.hex(7) + ".." + draw.hex(7) + " 100644");
      all.add("{\"id\":\"" + draw.uuid() + "\",\"trace\":\"" + draw.hex(32) + "\"}");
      all.add("sha512-" + draw.base64(86) + "==");
      all.add("![a](data:image/png;base64,iVBORw0KGgo" + draw.base64(400) + "==)");
      all.add("ETag: \"" + draw.hex(32) + "\", build " + draw.digits(10));
      all.add("order " + draw.digits(8) + "-" + draw.digits(4) + ", invoice R" + draw.digits(9));
      all.add(
          "at " + draw.digits(13) + " ms, " + draw.digits(10) + " s, 17" + draw.digits(17) + " ns");
      all.add("account 1" + draw.digits(15) + ", parcel 0034" + draw.digits(16));
      all.add(
          draw.digits(3)
              + "."
              + draw.digits(12)
              + " and -"
              + draw.digits(1)
              + "."
              + draw.digits(16));
      all.add(
          "v"
              + draw.digits(1)
              + "."
              + draw.digits(2)
              + "."
              + draw.digits(3)
              + "-rc."
              + draw.digits(1));
      all.add(
          draw.lower(8)
              + "_"
              + draw.lower(6)
              + "_key_"
              + draw.lower(5)
              + " = "
              + draw.lower(6)
              + "("
              + draw.lower(3)
              + ")");
    }
    // Who numbers orders like cards has them found, one of ten.
    for (int i = 0; i < 40; i++) {
      all.add("order number 4" + draw.digits(15));
    }
    byte[] picture = new byte[3_000];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) draw.below(256);
    }
    all.add(Base64.getEncoder().encodeToString(picture));
    return all;
  }
}
