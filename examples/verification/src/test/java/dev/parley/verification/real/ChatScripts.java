package dev.parley.verification.real;

import dev.parley.chat.ToolDefinition;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The scripts that tests against a real {@code llama-server} share: send a constant as the last
 * message, and the model of {@link #write} answers as its comment says. No piece may be there
 * twice, so the calls are cut in different places.
 */
public final class ChatScripts {
  /** Anything that is no script. */
  public static final String DEFAULT_ANSWER = "A sentence for every other prompt.";

  /** {@code Hello, wörld}, in three deltas. */
  public static final String HELLO = "GO_HELLO";

  /** {@code Grüße 😀!}; the ü and the emoji come byte by byte. */
  public static final String SPLIT = "GO_SPLIT";

  /** {@code € first}, byte by byte at the start: the stream begins without its role chunk. */
  public static final String SPLIT_FIRST = "GO_SPLIT_FIRST";

  /** {@code la li la li } for ever. */
  public static final String ENDLESS = "GO_ENDLESS";

  /** {@code w1 w2 ... w400 }, each word a delta. */
  public static final String LONG = "GO_LONG";

  /** Nothing: the first token is the end. */
  public static final String EMPTY = "GO_EMPTY";

  /** Thinks {@code Let me see.}, then says {@code I thought about it.} */
  public static final String THINK = "GO_THINK";

  /** Calls {@code get_weather} with {@code {"city": "Zürich", "days": 2}}, cut in odd places. */
  public static final String CALL = "GO_CALL";

  /** Says {@code I will look.}, then calls {@code get_weather} with {@code {"city": "Rome"}}. */
  public static final String TEXT_AND_CALL = "GO_TEXT_AND_CALL";

  /** Thinks {@code Which tool?}, then calls {@code get_weather} with {@code {"city": "Oslo"}}. */
  public static final String THINK_AND_CALL = "GO_THINK_AND_CALL";

  /** Calls {@code get_weather} with {@code {"city": "Bern"}}, and {@code get_time} with nothing. */
  public static final String TWO_CALLS = "GO_TWO_CALLS";

  /** Calls {@code no_such}; where that is not declared, the server fails with 500. */
  public static final String UNDECLARED_CALL = "GO_UNDECLARED_CALL";

  /** {@code It is warm there.}; good as a tool's result, to get the final answer. */
  public static final String FINAL = "GO_FINAL";

  /** <code>{"name": "Ada", "age": 36}</code>. */
  public static final String JSON = "GO_JSON";

  /** The chat template raises {@link #REFUSAL}. */
  public static final String RAISE = "GO_RAISE";

  public static final String REFUSAL = "roles must alternate";

  /** What the calls of weather call. */
  public static final ToolDefinition WEATHER =
      ToolDefinition.of(
          "get_weather",
          "How the weather is.",
          """
          {"type":"object","required":["city"],"properties":
            {"city":{"type":"string"},"days":{"type":"integer"}}}""");

  /** What the calls of time call. */
  public static final ToolDefinition TIME =
      ToolDefinition.of("get_time", "What time it is.", ToolDefinition.NO_PARAMETERS);

  /** The form of what {@link #JSON} gives. */
  public static final String PERSON =
      """
      {"type":"object","required":["name","age"],"additionalProperties":false,
        "properties":{"name":{"type":"string"},"age":{"type":"integer"}}}""";

  /** What the model was made for, in tokens; a slot has no more. */
  public static final int CONTEXT_LENGTH = 4096;

  private ChatScripts() {}

  /** Writes a model of about 5 MB. */
  public static void write(Path file) {
    TinyGguf.scripted()
        .contextLength(CONTEXT_LENGTH)
        .answer(HELLO, "Hello", ", wö", "rld")
        .answer(SPLIT, "Gr", "<0xC3>", "<0xBC>", "ße ", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>", "!")
        .answer(SPLIT_FIRST, "<0xE2>", "<0x82>", "<0xAC>", " first")
        .endless(ENDLESS, "la ", "li ")
        .answer(
            LONG, IntStream.rangeClosed(1, 400).mapToObj(i -> "w" + i + " ").toArray(String[]::new))
        .answer(EMPTY)
        .answer(THINK, "<think>", "\nLet me ", "see.", "\n</think>\n", "I thought ", "about it.")
        .answer(
            CALL,
            "<tool_",
            "call>\n{\"na",
            "me\": \"get_wea",
            "ther\", \"argu",
            "ments\": {\"ci",
            "ty\": \"Zür",
            "ich\", \"days\"",
            ": 2}}\n</tool_",
            "call>")
        .answer(
            TEXT_AND_CALL,
            "I will ",
            "look.\n",
            "<tool_call>",
            "\n{\"name\": \"get_weather\", ",
            "\"arguments\": {\"city\": \"Rome\"}}",
            "\n</tool_call>")
        .answer(
            THINK_AND_CALL,
            "<think>\n",
            "Which tool?",
            "\n</think>\n<tool_call>\n",
            "{\"name\": \"get_weather\"",
            ", \"arguments\": {\"city\"",
            ": \"Oslo\"}}\n",
            "</tool_call>")
        .answer(
            TWO_CALLS,
            "<tool_call>\n{",
            "\"name\": \"get_weather\", ",
            "\"arguments\": {\"city\": \"Bern\"}}\n</tool_call>\n",
            "<tool_call>\n{\"name\": \"get_time\", ",
            "\"arguments\": {}}\n</tool_call>")
        .answer(
            UNDECLARED_CALL,
            "<tool_call>\n{\"name\": \"no_such\"",
            ", \"arguments\": {}}\n</tool_call>\n")
        .answer(FINAL, "It is ", "warm ", "there.")
        .answer(JSON, "{\"na", "me\":", " \"Ada\", ", "\"age\"", ": 3", "6}")
        .refuse(RAISE, REFUSAL)
        .otherwise(DEFAULT_ANSWER)
        .write(file);
  }
}
