package dev.parley.guard;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Texts with nothing to find that stand close to the hard cases. */
final class Neighbours {
  private static final List<String> WRITTEN =
      List.of(
          // Values.
          "token = first1,second2",
          "f(token=token1,user2)",
          "f(token=name1, other=name2)",
          "login(password=pw,remember=true1)",
          "ALLOWED_TOKEN=alpha,beta2,gamma",
          "SECRET=db-main;cache-2;queue-3",
          "token: config1,value2",
          "TOKEN=config\\token1.json",
          "PASSWORD=$A,$B1",
          "password=${A};${B2}",
          "for (token = 0;token < tokens.length;token++) {",
          "secret=x1,y2",
          "if (password=='' && token2==null) {",
          "?token=&user=ada1&page=2",
          "<a href=\"?reset_token=&amp;user=ada1\">",
          "\"password\": \"\\\"\"",
          "\"password\": \"say \\\"please\\\" and 1 more\"",
          "'password': 'can\\'t be empty1 '",
          "{\\\"password\\\":\\\"\\\",\\\"user\\\":\\\"ada1\\\"}",
          "{\\\"password\\\":null,\\\"id\\\":\\\"a1b2c3d4\\\"}",
          "redirect=%2Flogin%3Ftoken%3D%26user%3Dada1",
          "body: token\\u003d\\u0026user\\u003dada1",
          "<password>\n  <min>12</min>\n</password>",
          "<token>{{ token1 }}</token>",
          "\u001b[36mtoken\u001b[39m: \u001b[33mnull\u001b[39m",
          "\u001b[1mPassword:\u001b[0m ",
          "password\u001b[0m=\u001b[2m********\u001b[0m",
          "{\"password\":\"ada@lovelace.example\"}",
          // Tokens.
          "sk-yourapikeyhere1234567890",
          "sk-fakefakefakefakefakefake12",
          "gh" + "p_todoReplaceThisWithYourRealTokenPlease1",
          "sk-proj-your_project_key_goes_here_1234",
          "OPENAI_API_KEY=sk-fake-key-for-tests-1234567890",
          "my-fake-token-for-tests-2024-v1",
          "gh" + "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxx12345678",
          "AI" + "za-is-how-they-begin_and-go-on-for-35-more",
          "AI" + "zaxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-old",
          "ya" + "29.is-how-tokens-begin",
          "\u001b[32mghp_\u001b[0m is the prefix",
          "\u001b[31mAKIAIOSFODNN7EXAMPLE\u001b[0m",
          "arr[0m]ghp_short1",
          // Credentials.
          "Basic authentication, Basic knowledge, basic structures of basic importance.",
          "basic programming; basic Instructions; basic functions: basic computer",
          "Authorization: Basic <base64 of user:password>.",
          "Authorization: Basic dXNlcg==.",
          "Authorization: Basic $(echo -n \"$USER:$PASS\" | base64)",
          "https://host:8080,ada2 and bob@host3",
          "http://host:8080/a@b:c@d",
          "ssh://git@host:2222/a.git, https://ada@host:8443/x@2",
          "https://user:secret@host/a@2",
          "https://${USER}:${PASS}@a@host2/",
          "?sv=2022-11-02&sp=r&sig=<signature>",
          "?sv=2022-11-02&sp=r&sig=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%3D",
          "sig=SIGTERM&sig=15",
          "design=abcdefGHIJKL0123456789abcdefGHIJKL0123456789",
          // Keys.
          "-----BEGIN PRIVATE KEY----- is how it begins, and there is a lot of text behind it.",
          "a file ends with\n-----END PRIVATE KEY-----\nand that is all",
          "# -----BEGIN RSA PRIVATE KEY-----\n# ...\n# -----END RSA PRIVATE KEY-----",
          "-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----",
          "-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0\n\n...\n",
          "key.startsWith(\"-----BEGIN PRIVATE KEY-----\") && key.endsWith(\"-----END PRIVATE KEY-----\")",
          "+-----BEGIN PRIVATE KEY-----\n+${KEY}\n+-----END PRIVATE KEY-----",
          "The words before it are short ones\nand so are these\n-----END PRIVATE KEY-----",
          // Numbers.
          "0,4111111111111111 and -0,4111111111111111",
          "4,111,111,111,111,111",
          "1,234,567,890,123,456,789",
          "52.5200066,13.4049540,4111",
          "4111\u00a01111\u00a01111\u00a01112",
          "4111 1111\u00a01111 1111",
          "1\u00a0234\u00a0567\u00a0890\u00a0123",
          "DE89\u00a0370\u00a0400",
          "@@ -123,45 +678,90 @@",
          "a-123-45-6780, a+123-45-6780",
          "-123-45-67801\n+123-45-6780-1",
          "-078-05-1120\n+000-12-3456",
          "-2024-01-02\n+2024-01-03",
          "-212-555-01\n");

  private static final int EACH = 20;

  private Neighbours() {}

  static List<String> all() {
    List<String> all = new ArrayList<>(WRITTEN);
    Drawing draw = new Drawing(78);
    for (int i = 0; i < EACH; i++) {
      all.add(draw.digits(2) + ",1" + draw.digits(15) + ",17" + draw.digits(17) + ",ok");
      all.add("?sig=" + draw.hex(64) + "&x=1");
      all.add("?sig=" + draw.hex(40) + "&x=1");
      all.add("?sig=" + draw.base64(86) + "%3D%3D");
      all.add("orig=" + draw.base64(43) + "%3D");
      all.add(certificate(draw, ""));
      all.add(certificate(draw, "# "));
      all.add(certificate(draw, "-"));
      all.add(certificate(draw, "+").replace("-----BEGIN CERTIFICATE-----\n", "@@ -1 +1 @@\n"));
      all.add("Version: 1\n\n" + draw.base64(64) + "\n" + draw.base64(64) + "\n");
      all.add("ssh-rsa " + draw.base64(372) + " ada\n-----END OF FILE-----");
      all.add("Basic " + draw.lower(8 + draw.below(8)) + " and basic " + draw.lower(12));
      all.add("\u001b[3" + draw.digits(1) + "m" + draw.hex(40) + "\u001b[0m " + draw.uuid());
      all.add("commit\\u003d" + draw.hex(40) + "\\u0026id\\u003d" + draw.digits(12));
      all.add("tokens=" + draw.digits(4) + "," + draw.digits(5) + ";" + draw.digits(3));
      all.add("-" + draw.digits(4) + "-" + draw.digits(2) + "-" + draw.digits(2) + "\n+none");
    }
    return all;
  }

  private static String certificate(Drawing draw, String mark) {
    byte[] bytes = new byte[420];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) draw.below(256);
    }
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    String whole = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    return whole.replaceAll("(?m)^(?=.)", mark);
  }
}
