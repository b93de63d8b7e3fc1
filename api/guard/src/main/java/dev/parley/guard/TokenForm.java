package dev.parley.guard;

import static dev.parley.guard.GuardKind.ANTHROPIC_KEY;
import static dev.parley.guard.GuardKind.AWS_KEY;
import static dev.parley.guard.GuardKind.GITHUB_TOKEN;
import static dev.parley.guard.GuardKind.GITLAB_TOKEN;
import static dev.parley.guard.GuardKind.GOOGLE_KEY;
import static dev.parley.guard.GuardKind.HUGGINGFACE_TOKEN;
import static dev.parley.guard.GuardKind.NPM_TOKEN;
import static dev.parley.guard.GuardKind.OPENAI_KEY;
import static dev.parley.guard.GuardKind.PRIVATE_KEY;
import static dev.parley.guard.GuardKind.PYPI_TOKEN;
import static dev.parley.guard.GuardKind.SERVICE_KEY;
import static dev.parley.guard.GuardKind.SLACK_TOKEN;
import static dev.parley.guard.GuardKind.STRIPE_KEY;

import java.util.List;

/**
 * A token that begins with letters of its own.
 *
 * @param least how many characters follow the prefix at the least
 * @param most how many at the most; a longer run is no token, unless there is no such limit
 */
record TokenForm(GuardKind kind, String prefix, Alphabet alphabet, int least, int most) {
  /** What follows the prefix. */
  enum Alphabet {
    ALNUM(""),
    HEX(""),
    CAPITALS(""),
    WORD("_"),
    URL("_-"),
    DASH("-"),
    DOTTED("_-."),
    BASE64("+/="),
    PATH("/_-");

    private final String others;

    Alphabet(String others) {
      this.others = others;
    }

    boolean has(char c) {
      return switch (this) {
        case HEX -> Chars.hex(c);
        case CAPITALS -> Chars.upper(c) || Chars.digit(c);
        default -> Chars.alnum(c) || others.indexOf(c) >= 0;
      };
    }
  }

  private static final String MAILGUN = "key-";

  private static final int ANY = Integer.MAX_VALUE;

  /**
   * Whether a run is a token, its beginning shows: runs may begin again and again in one another.
   */
  private static final int MOST_JUDGED = 512;

  /**
   * As the services document them, or their secret scanning partners. Of two that fit, the first
   * counts.
   */
  static final List<TokenForm> ALL =
      List.of(
          new TokenForm(ANTHROPIC_KEY, "sk-ant-", Alphabet.URL, 20, ANY),
          new TokenForm(SERVICE_KEY, "sk-or-v1-", Alphabet.HEX, 32, ANY), // OpenRouter
          new TokenForm(OPENAI_KEY, "sk-proj-", Alphabet.URL, 20, ANY),
          new TokenForm(OPENAI_KEY, "sk-svcacct-", Alphabet.URL, 20, ANY),
          new TokenForm(OPENAI_KEY, "sk-admin-", Alphabet.URL, 20, ANY),
          new TokenForm(OPENAI_KEY, "sk-None-", Alphabet.URL, 20, ANY),
          new TokenForm(OPENAI_KEY, "sk-", Alphabet.WORD, 20, ANY),
          new TokenForm(GOOGLE_KEY, "AIza", Alphabet.URL, 35, 35),
          new TokenForm(GOOGLE_KEY, "ya29.", Alphabet.DOTTED, 20, ANY),
          new TokenForm(GOOGLE_KEY, "GOCSPX-", Alphabet.URL, 28, 28),
          new TokenForm(AWS_KEY, "AKIA", Alphabet.CAPITALS, 16, 16),
          new TokenForm(AWS_KEY, "ASIA", Alphabet.CAPITALS, 16, 16),
          new TokenForm(AWS_KEY, "ABIA", Alphabet.CAPITALS, 16, 16),
          new TokenForm(AWS_KEY, "ACCA", Alphabet.CAPITALS, 16, 16),
          new TokenForm(AWS_KEY, "ABSK", Alphabet.BASE64, 100, 200), // Bedrock
          new TokenForm(GITHUB_TOKEN, "ghp_", Alphabet.ALNUM, 36, ANY),
          new TokenForm(GITHUB_TOKEN, "gho_", Alphabet.ALNUM, 36, ANY),
          new TokenForm(GITHUB_TOKEN, "ghu_", Alphabet.ALNUM, 36, ANY),
          new TokenForm(GITHUB_TOKEN, "ghs_", Alphabet.DOTTED, 36, ANY), // Some have a JWT in them.
          new TokenForm(GITHUB_TOKEN, "ghr_", Alphabet.ALNUM, 36, ANY),
          new TokenForm(GITHUB_TOKEN, "github_pat_", Alphabet.WORD, 60, ANY),
          new TokenForm(GITLAB_TOKEN, "glpat-", Alphabet.DOTTED, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "gldt-", Alphabet.URL, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "glrt-", Alphabet.DOTTED, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "glptt-", Alphabet.URL, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "glcbt-", Alphabet.URL, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "glsoat-", Alphabet.URL, 20, ANY),
          new TokenForm(GITLAB_TOKEN, "glagent-", Alphabet.URL, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxb-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxp-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxa-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxr-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxs-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxe-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxe.xoxp-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xoxe.xoxb-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "xapp-", Alphabet.DASH, 20, ANY),
          new TokenForm(SLACK_TOKEN, "https://hooks.slack.com/services/T", Alphabet.PATH, 30, ANY),
          new TokenForm(STRIPE_KEY, "sk_live_", Alphabet.ALNUM, 16, ANY),
          new TokenForm(STRIPE_KEY, "sk_test_", Alphabet.ALNUM, 16, ANY),
          new TokenForm(STRIPE_KEY, "rk_live_", Alphabet.ALNUM, 16, ANY),
          new TokenForm(STRIPE_KEY, "rk_test_", Alphabet.ALNUM, 16, ANY),
          new TokenForm(STRIPE_KEY, "whsec_", Alphabet.BASE64, 24, ANY),
          new TokenForm(NPM_TOKEN, "npm_", Alphabet.ALNUM, 36, 36),
          new TokenForm(PYPI_TOKEN, "pypi-AgE", Alphabet.URL, 50, ANY),
          new TokenForm(HUGGINGFACE_TOKEN, "hf_", Alphabet.ALNUM, 30, 40),
          new TokenForm(HUGGINGFACE_TOKEN, "api_org_", Alphabet.ALNUM, 34, 34),
          new TokenForm(PRIVATE_KEY, "AGE-SECRET-KEY-1", Alphabet.ALNUM, 58, 58),
          new TokenForm(SERVICE_KEY, "gsk_", Alphabet.ALNUM, 40, ANY), // Groq
          new TokenForm(SERVICE_KEY, "xai-", Alphabet.ALNUM, 40, ANY),
          new TokenForm(SERVICE_KEY, "r8_", Alphabet.ALNUM, 37, 40), // Replicate
          new TokenForm(SERVICE_KEY, "pplx-", Alphabet.ALNUM, 40, ANY), // Perplexity
          new TokenForm(SERVICE_KEY, "nvapi-", Alphabet.URL, 60, ANY),
          new TokenForm(SERVICE_KEY, "lsv2_pt_", Alphabet.WORD, 40, ANY), // LangSmith
          new TokenForm(SERVICE_KEY, "SG.", Alphabet.DOTTED, 60, 72), // SendGrid
          new TokenForm(SERVICE_KEY, "dop_v1_", Alphabet.HEX, 64, 64), // DigitalOcean
          new TokenForm(SERVICE_KEY, "doo_v1_", Alphabet.HEX, 64, 64),
          new TokenForm(SERVICE_KEY, "shpat_", Alphabet.HEX, 32, 32), // Shopify
          new TokenForm(SERVICE_KEY, "shpss_", Alphabet.HEX, 32, 32),
          new TokenForm(SERVICE_KEY, "shpca_", Alphabet.HEX, 32, 32),
          new TokenForm(SERVICE_KEY, "dapi", Alphabet.HEX, 32, 32), // Databricks
          new TokenForm(SERVICE_KEY, "NRAK-", Alphabet.ALNUM, 27, 27), // New Relic
          new TokenForm(SERVICE_KEY, "dckr_pat_", Alphabet.URL, 27, 36),
          new TokenForm(SERVICE_KEY, "lin_api_", Alphabet.ALNUM, 40, 40), // Linear
          new TokenForm(SERVICE_KEY, "ntn_", Alphabet.ALNUM, 43, 50), // Notion
          new TokenForm(SERVICE_KEY, "PMAK-", Alphabet.DASH, 59, 59), // Postman
          new TokenForm(SERVICE_KEY, "glsa_", Alphabet.WORD, 41, 41), // Grafana
          new TokenForm(SERVICE_KEY, "ATATT3", Alphabet.BASE64, 100, ANY), // Atlassian
          new TokenForm(SERVICE_KEY, "hvs.", Alphabet.URL, 24, ANY), // Vault
          new TokenForm(SERVICE_KEY, "hvb.", Alphabet.URL, 24, ANY),
          new TokenForm(SERVICE_KEY, MAILGUN, Alphabet.HEX, 32, 32), // Mailgun
          new TokenForm(SERVICE_KEY, "tskey-auth-", Alphabet.DASH, 20, ANY), // Tailscale
          new TokenForm(SERVICE_KEY, "sq0atp-", Alphabet.URL, 22, 22), // Square
          new TokenForm(SERVICE_KEY, "sq0csp-", Alphabet.URL, 43, 43),
          new TokenForm(SERVICE_KEY, "sbp_", Alphabet.HEX, 40, 40), // Supabase
          new TokenForm(SERVICE_KEY, "figd_", Alphabet.URL, 40, 44), // Figma
          new TokenForm(SERVICE_KEY, "pul-", Alphabet.HEX, 40, 40), // Pulumi
          new TokenForm(SERVICE_KEY, "dp.pt.", Alphabet.ALNUM, 40, 44), // Doppler
          new TokenForm(SERVICE_KEY, "rubygems_", Alphabet.HEX, 48, 48),
          new TokenForm(SERVICE_KEY, "https://discord.com/api/webhooks/", Alphabet.PATH, 60, ANY));

  /** {@return where the token ends that begins at {@code start}, where the prefix is; else -1} */
  int end(CharSequence text, int start) {
    if (prefix.equals(MAILGUN) && isPartOfName(text, start)) {
      return -1;
    }
    int begin = start + prefix.length();
    int judged = run(text, begin, begin + (most == ANY ? MOST_JUDGED : most + 1));
    boolean cut = most == ANY && judged - begin == MOST_JUDGED;
    if (judged - begin > most) {
      judged = cutAtPunctuation(text, begin);
    } else if (!cut) {
      judged = withoutPunctuation(text, begin, judged);
    }
    String value = text.subSequence(begin, Math.max(begin, judged)).toString();
    if (value.length() < least || !isDrawn(value)) {
      return -1;
    }
    int end = judged;
    if (cut) {
      end = withoutPunctuation(text, begin, run(text, judged, text.length()));
    }
    return Chars.alnum(Chars.at(text, end)) ? -1 : end;
  }

  /** Keys of caches end in a hash, such as {@code setup-key-d41d8cd9…}. */
  private static boolean isPartOfName(CharSequence text, int start) {
    return Chars.at(text, start - 1) == '-' && !Chars.isDiffMark(text, start - 1);
  }

  /** Of capitals and six digits, one of thirty has no digit. */
  private boolean isDrawn(String value) {
    return (alphabet == Alphabet.CAPITALS || Randomness.isMixed(value))
        && !Randomness.isPlaceholder(value)
        && !SecretValue.isSlug(value);
  }

  /** A name may go on with a dash behind a token that is as long as they are; -1 if none does. */
  private int cutAtPunctuation(CharSequence text, int begin) {
    int end = begin + most;
    while (end >= begin + least && !isPunctuation(text.charAt(end))) {
      end--;
    }
    return end < begin + least ? -1 : end;
  }

  /** Without what belongs to the sentence around it. */
  private int withoutPunctuation(CharSequence text, int begin, int end) {
    int last = end;
    while (last > begin && last - begin != most && isPunctuation(text.charAt(last - 1))) {
      last--;
    }
    return last;
  }

  private int run(CharSequence text, int from, int most) {
    int end = from;
    while (end < most && end < text.length() && alphabet.has(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isPunctuation(char c) {
    return c == '-' || c == '.' || c == '_';
  }
}
