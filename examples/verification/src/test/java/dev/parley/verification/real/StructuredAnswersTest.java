package dev.parley.verification.real;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.ToolMessage;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.structured.Answer;
import dev.parley.structured.AnswerStream;
import dev.parley.structured.JsonTool;
import dev.parley.structured.JsonType;
import dev.parley.structured.Structured;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import dev.parley.verification.real.StructuredTypes.City;
import dev.parley.verification.real.StructuredTypes.Mood;
import dev.parley.verification.real.StructuredTypes.Person;
import dev.parley.verification.real.StructuredTypes.Rich;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values and tools made of records are the same over the mock, the wire and a real server. */
@Timeout(120)
class StructuredAnswersTest {
  private static final String PERSON = "GO_PERSON";
  private static final String REFUSED = "GO_REFUSED";
  private static final String CALL = "GO_CALL";
  private static final String RICH = "GO_RICH";
  private static final String AFTER_CALL = "GO_AFTER_CALL";

  private static final String ADA = "{\"name\": \"Ada\", \"age\": 36, \"moods\": [\"GOOD\"]}";
  private static final String NEGATIVE = "{\"name\": \"Eve\", \"age\": -1, \"moods\": []}";
  private static final String CORRECTED = "{\"name\":\"Eve\", \"age\":1, \"moods\":[\"so-so\"]}";
  private static final String RICH_TEXT = JsonType.of(Rich.class).write(Rich.EXAMPLE);
  private static final String ARGUMENTS = "{\"name\": \"Rome\", \"days\": 2}";
  private static final String LAST = "It is warm there.";

  private static final JsonTool<City> WEATHER =
      JsonTool.of("weather", "Tells the weather.", City.class, city -> AFTER_CALL);

  /** All that is to be the same. */
  private static void check(ChatModel model) {
    Structured<Person> people =
        Structured.builder(model, JsonType.of(Person.class)).repair().build();
    Person ada = new Person("Ada", 36, List.of(Mood.GOOD));
    assertAnswer(ada, List.of("assistant: " + ADA), people.complete(ChatRequest.of(PERSON)));
    assertAnswer(ada, List.of("assistant: " + ADA), streamed(people, PERSON));

    Person eve = new Person("Eve", 1, List.of(Mood.MEDIUM));
    List<String> corrected =
        List.of(
            "assistant: " + NEGATIVE,
            "user: This JSON does not fit the schema: the constructor of Person refuses it (an age"
                + " is not negative). Answer again, with the whole corrected JSON and nothing"
                + " else.",
            "assistant: " + CORRECTED);
    assertAnswer(eve, corrected, people.complete(ChatRequest.of(REFUSED)));
    assertAnswer(eve, corrected, streamed(people, REFUSED));

    Structured<Rich> rich = Structured.of(model, Rich.class);
    List<String> richly = List.of("assistant: " + RICH_TEXT);
    assertAnswer(Rich.EXAMPLE, richly, rich.complete(ChatRequest.of(RICH)));

    Toolbox tools = Toolbox.builder().tool(WEATHER.definition(), WEATHER).build();
    ToolLoop.Result result = ToolLoop.builder(model, tools).build().run(ChatRequest.of(CALL));
    assertEquals(
        List.of(
            "assistant: weather(" + squeezed(ARGUMENTS) + ")",
            "tool: " + AFTER_CALL,
            "assistant: " + LAST),
        said(result.messages()));
  }

  private static <T> void assertAnswer(T value, List<String> said, Answer<T> answer) {
    assertEquals(value, answer.value());
    assertEquals(said, said(answer.messages()));
    assertEquals(said.size() > 1, answer.corrected().isPresent());
  }

  private static Answer<Person> streamed(Structured<Person> people, String prompt) {
    try (AnswerStream<Person> stream = people.stream(ChatRequest.of(prompt))) {
      Set<Object> names = new HashSet<>();
      stream.forEach(event -> names.add(stream.fields().getOrDefault("name", "nobody")));
      assertTrue(names.size() == 2 && names.contains("nobody"), names.toString());
      return stream.answer();
    }
  }

  private static List<String> said(List<Message> messages) {
    List<String> said = new ArrayList<>();
    for (Message message : messages) {
      if (message instanceof ToolMessage tool) {
        Part content = tool.results().get(0).content().get(0);
        said.add("tool: " + ((TextPart) content).text());
      } else if (message instanceof AssistantMessage answer && !answer.toolCalls().isEmpty()) {
        ToolCall call = answer.toolCalls().get(0);
        said.add("assistant: " + call.name() + "(" + squeezed(call.argumentsJson()) + ")");
      } else {
        String role = message instanceof AssistantMessage ? "assistant: " : "user: ";
        said.add(role + message.text());
      }
    }
    return said;
  }

  /** A real server writes the arguments of calls anew. */
  private static String squeezed(String json) {
    return json.replace(" ", "");
  }

  @Test
  void over_the_mock() {
    try (ChatModel model = MockChatModel.builder().otherwise(this::scripted).build()) {
      check(model);
    }
  }

  private MockReply scripted(ChatRequest request) {
    Message last = request.messages().get(request.messages().size() - 1);
    if (last instanceof ToolMessage) {
      return MockReply.builder().words(LAST).build();
    }
    return switch (last.text()) {
      case PERSON -> MockReply.builder().words(ADA).build();
      case REFUSED -> MockReply.builder().words(NEGATIVE).build();
      case RICH -> MockReply.builder().words(RICH_TEXT).build();
      case CALL -> MockReply.toolCall("weather", ARGUMENTS);
      default -> MockReply.builder().words(CORRECTED).build();
    };
  }

  @Test
  void over_the_wire_of_openai() {
    WireMockServer server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    server.start();
    ScriptedWire wire = new ScriptedWire(server);
    wire.text("\"content\":\"" + PERSON, ADA);
    wire.text("\"content\":\"" + REFUSED, NEGATIVE);
    wire.text("does not fit the schema", CORRECTED);
    wire.text("\"content\":\"" + RICH, RICH_TEXT);
    wire.calls("\"content\":\"" + CALL, new ToolCall("call_1", "weather", ARGUMENTS));
    wire.text("\"content\":\"" + AFTER_CALL, LAST);
    try (Models models =
            Models.load(Config.of(Map.of("openai.base-url", server.baseUrl() + "/v1")));
        ChatModel model = models.chat("openai:m")) {
      check(model);
      assertTrue(
          server.findAll(wire.any(containing("\"strict\":true"))).size() > 5,
          "all schemas are strict");
    } finally {
      server.stop();
    }
  }

  @Test
  void over_a_real_server_that_keeps_to_the_schema(@TempDir Path folder) {
    Path program = LlamaServer.required();
    Path file = folder.resolve("structured.gguf");
    TinyGguf.scripted()
        .contextLength(4096)
        .answer(PERSON, "{\"name\"", ": \"Ada\"", ", \"age\"", ": 36, \"moo", "ds\": [\"GOOD\"]}")
        .answer(REFUSED, "{\"na", "me\": \"Eve\"", ", \"ag", "e\": -1, ", "\"moods\": []}")
        .answer(RICH, RICH_TEXT)
        .answer(
            CALL,
            "<tool_call>",
            "\n{\"name\": \"weather\", ",
            "\"arguments\": " + ARGUMENTS + "}",
            "\n</tool_call>")
        .answer(AFTER_CALL, "It is ", "warm ", "there.")
        .otherwise(CORRECTED)
        .write(file);
    try (LlamaServer server = LlamaServer.start(program, file, 4096, 1);
        Models models =
            Models.load(
                Config.of(
                    Map.of(
                        "llama-local.server",
                        server.baseUri().toString(),
                        "parley.offline",
                        "true")));
        ChatModel model = models.chat("llama-local:any")) {
      check(model);
    }
  }
}
