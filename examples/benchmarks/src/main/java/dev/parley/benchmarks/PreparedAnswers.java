package dev.parley.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Answers as OpenAI sends them, chosen by the name of the model. The same in every process. */
public final class PreparedAnswers {
  /** The tokens of a long stream. */
  public static final int TOKENS = 1_000;

  /** The tokens of a short one. */
  public static final int FEW = 10;

  /** A long stream whose {@code obfuscation} differs from chunk to chunk, in its length too. */
  public static final String RANDOM = "random";

  /** A long stream whose {@code obfuscation} is always the same. */
  public static final String CONSTANT = "constant";

  /** A short stream, otherwise as {@link #RANDOM}. */
  public static final String SHORT = "short";

  /** A plain answer. */
  public static final String PLAIN = "plain";

  private static final String HEAD =
      "{\"id\":\"chatcmpl-CQx1Yt3hLw0sVb7mZk9RfPjDeUaGo\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1790000000,\"model\":\"gpt-5-mini-2026-08-07\","
          + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_560af6e559\",\"choices\":[";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1000,\"total_tokens\":1009,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}}";
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String[] WORDS = {
    " the",
    " and",
    " a",
    " of",
    " light",
    " sky",
    " is",
    " scattered",
    " molecules",
    ",",
    ".",
    " shorter",
    " wave",
    "lengths",
    " more",
    " than",
    " red",
    " which",
    " reaches",
    " us",
    " because",
    " it",
    "'s",
    " called",
    " Rayleigh",
    " scattering",
    " at",
    " sunset",
    "\\n\\n",
    " **",
    "Blue",
    ":**",
    " 10",
    " \\\"white\\\"",
    " Zürich",
    " –"
  };

  private final Random random = new Random(17);

  private PreparedAnswers() {}

  /** Whole HTTP/1.1 responses by the names of models. */
  public static Map<String, byte[]> byModel() {
    Map<String, byte[]> answers = new LinkedHashMap<>();
    answers.put(RANDOM, chunked(events(TOKENS, true)));
    answers.put(CONSTANT, chunked(events(TOKENS, false)));
    answers.put(SHORT, chunked(events(FEW, true)));
    answers.put(PLAIN, plain());
    return answers;
  }

  /** The events of a stream, up to the one that says it is done. */
  public static List<String> events(int tokens, boolean obfuscated) {
    PreparedAnswers answers = new PreparedAnswers();
    List<String> events = new ArrayList<>();
    events.add(answers.delta("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null"));
    for (int i = 0; i < tokens; i++) {
      String text = WORDS[answers.random.nextInt(WORDS.length)];
      String obfuscation = obfuscated ? answers.obfuscation() : "aB3xYz7Q";
      events.add(answers.delta("\"content\":\"" + text + "\"", "null", obfuscation));
    }
    events.add(answers.delta("", "\"stop\""));
    events.add(HEAD + "]," + USAGE + ",\"obfuscation\":\"" + answers.obfuscation() + "\"}");
    events.add("[DONE]");
    return events.stream().map(data -> "data: " + data + "\n\n").collect(Collectors.toList());
  }

  private String delta(String delta, String finishReason) {
    return delta(delta, finishReason, obfuscation());
  }

  private String delta(String delta, String finishReason, String obfuscation) {
    return HEAD
        + "{\"index\":0,\"delta\":{"
        + delta
        + "},\"logprobs\":null,\"finish_reason\":"
        + finishReason
        + "}],\"usage\":null,\"obfuscation\":\""
        + obfuscation
        + "\"}";
  }

  private String obfuscation() {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(16); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** Each event in a piece of its own, as servers send what they have at once. */
  private static byte[] chunked(List<String> events) {
    StringBuilder answer =
        new StringBuilder(
            String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Content-Type: text/event-stream; charset=utf-8",
                "x-request-id: req_1",
                "Transfer-Encoding: chunked",
                "",
                ""));
    for (String event : events) {
      int length = event.getBytes(StandardCharsets.UTF_8).length;
      answer.append(Integer.toHexString(length)).append("\r\n").append(event).append("\r\n");
    }
    return answer.append("0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] plain() {
    String body =
        HEAD
            + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + " It is scattered light.".repeat(80)
            + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,"
            + "\"finish_reason\":\"stop\"}],"
            + USAGE
            + "}";
    return String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: application/json",
            "x-request-id: req_1",
            "Content-Length: " + body.length(),
            "",
            body)
        .getBytes(StandardCharsets.UTF_8);
  }
}
