package dev.parley.openai.tokens;

import static dev.parley.openai.tokens.Requests.count;
import static dev.parley.openai.tokens.Requests.exactly;
import static dev.parley.openai.tokens.Requests.named;
import static dev.parley.openai.tokens.Requests.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.message.Message;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that OpenAI's API itself answered with, as {@code prompt_tokens}. */
class KnownCountsTest {

  /** OpenAI's cookbook, "How to count tokens with tiktoken", section 6. */
  private static final ChatRequest JARGON =
      ChatRequest.builder()
          .system(
              "You are a helpful, pattern-following assistant that translates corporate jargon into"
                  + " plain English.")
          .message(named("example_user", "New synergies will help drive top-line growth."))
          .message(
              named("example_assistant", "Things working well together will increase revenue."))
          .message(
              named(
                  "example_user",
                  "Let's circle back when we have more bandwidth to touch base on opportunities for"
                      + " increased leverage."))
          .message(
              named(
                  "example_assistant",
                  "Let's talk later when we're less busy about how to do better."))
          .user(
              "This late pivot means we don't have time to boil the ocean for the client"
                  + " deliverable.")
          .build();

  /** The same, section 7. */
  private static final ChatRequest WEATHER =
      ChatRequest.builder()
          .system("You are a helpful assistant that can answer to questions about the weather.")
          .user("What's the weather like in San Francisco?")
          .tool(
              tool(
                  "get_current_weather",
                  "Get the current weather in a given location",
                  """
                  {'type': 'object',
                   'properties': {
                     'location': {'type': 'string',
                                  'description': 'The city and state, e.g. San Francisco, CA'},
                     'unit': {'type': 'string',
                              'description': 'The unit of temperature to return',
                              'enum': ['celsius', 'fahrenheit']}},
                   'required': ['location']}"""))
          .build();

  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo-0301, 127",
    "gpt-3.5-turbo-0613, 129",
    "gpt-3.5-turbo, 129",
    "gpt-35-turbo, 129",
    "gpt-4-0314, 129",
    "gpt-4-0613, 129",
    "gpt-4, 129",
    "gpt-4o, 124",
    "gpt-4o-mini, 124",
    "gpt-4o-2024-08-06, 124",
  })
  void the_cookbooks_messages(String model, int tokens) {
    assertEquals(exactly(tokens), count(model, JARGON));
  }

  @ParameterizedTest
  @CsvSource({"gpt-3.5-turbo, 105", "gpt-4, 105", "gpt-4o, 101", "gpt-4o-mini, 101"})
  void the_cookbooks_tool(String model, int tokens) {
    assertEquals(exactly(tokens), count(model, WEATHER));
  }

  /** Answers of the API that are shown in the projects ai-gateway and cloudflare-docs. */
  @Test
  void models_that_think() {
    assertEquals(
        exactly(27),
        count(
            "o3-mini",
            ChatRequest.of("A bat and ball cost $1.10. Bat costs $1 more than ball. Ball cost?")));
    assertEquals(
        exactly(15),
        count("gpt-5-nano", ChatRequest.of("What are the three laws of thermodynamics?")));
    assertEquals(
        exactly(30),
        count(
            "gpt-5-nano-2025-08-07",
            ChatRequest.builder()
                .system("You are a helpful coding assistant specializing in Python.")
                .user("How do I read a JSON file in Python?")
                .build()));
  }

  /** Recorded by the project fantasy, of OpenAI and, for gpt-5-mini, of Azure. */
  @ParameterizedTest
  @CsvSource({"gpt-5, 19", "gpt-5-mini, 19", "o4-mini, 19"})
  void a_greeting(String model, int tokens) {
    ChatRequest greeting =
        ChatRequest.builder()
            .system("You are a helpful assistant")
            .user("Say hi in Portuguese")
            .build();
    assertEquals(exactly(tokens), count(model, greeting));
  }

  /** Recorded by the same. Models that think are told more, of which there are too few counts. */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o, 61, true",
    "o4-mini, 64, false",
    "gpt-5, 145, false",
    "gpt-5-mini, 145, false",
  })
  void a_tool_of_models_that_think_too(String model, int tokens, boolean exact) {
    ChatRequest weather =
        ChatRequest.builder()
            .system("You are a helpful assistant")
            .user("What's the weather in Florence,Italy?")
            .tool(
                tool(
                    "weather",
                    "Get weather information for a location",
                    """
                    {'properties': {'location': {'description': 'the city', 'type': 'string'}},
                     'required': ['location'], 'type': 'object'}"""))
            .build();
    assertEquals(new TokenCount(tokens, exact), count(model, weather));
  }

  /** Recorded by the same. */
  @ParameterizedTest
  @CsvSource({"gpt-4o, 110, true", "gpt-5, 194, false"})
  void two_tools(String model, int tokens, boolean exact) {
    String numbers =
        """
        {'properties': {'a': {'description': 'first number', 'type': 'integer'},
                        'b': {'description': 'second number', 'type': 'integer'}},
         'required': ['a', 'b'], 'type': 'object'}""";
    ChatRequest sums =
        ChatRequest.builder()
            .system(
                "You are a helpful assistant. CRITICAL: Always use both add and multiply at the"
                    + " same time ALWAYS.")
            .user("Add and multiply the number 2 and 3")
            .tool(tool("add", "Add two numbers", numbers))
            .tool(tool("multiply", "Multiply two numbers", numbers))
            .build();
    assertEquals(new TokenCount(tokens, exact), count(model, sums));
  }

  // What follows was asked of gpt-3.5-turbo by the project openai-chat-tokens.

  @ParameterizedTest
  @CsvSource({"user, hello, 8", "user, hello world, 9", "system, hello, 8", "system, hello:, 9"})
  void one_message(String role, String text, int tokens) {
    Message message = role.equals("user") ? Message.user(text) : Message.system(text);
    ChatRequest request = ChatRequest.builder().message(message).build();
    assertEquals(exactly(tokens), count("gpt-3.5-turbo", request));
  }

  @Test
  void three_messages() {
    ChatRequest request =
        ChatRequest.builder()
            .system("# Important: you're the best robot")
            .user("hello robot")
            .assistant("hello world")
            .build();
    assertEquals(exactly(27), count("gpt-3.5-turbo", request));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "foo | ~~ | {} | 31",
        "foo | Do a foo | {} | 36",
        "bing_bong | Do a bing bong | {'foo':{'type':'string'}} | 49",
        "bing_bong | Do a bing bong | {'foo':{'type':'string'},"
            + "'bar':{'type':'number','description':'A number'}} | 57",
        "bing_bong | Do a bing bong | {'foo':{'type':'object','properties':{"
            + "'bar':{'type':'string','enum':['a','b','c']},'baz':{'type':'boolean'}}}} | 68",
      })
  void one_tool(String name, String description, String properties, int tokens) {
    String schema = "{'type':'object','properties':" + properties + "}";
    ChatRequest request =
        ChatRequest.of("hello").toBuilder().tool(tool(name, description, schema)).build();
    assertEquals(exactly(tokens), count("gpt-3.5-turbo", request));
  }

  @Test
  void a_tool_with_objects_in_a_list() {
    ChatRequest request =
        ChatRequest.of("hello").toBuilder()
            .tool(
                tool(
                    "get_recipe",
                    "",
                    """
                    {'type': 'object',
                     'required': ['ingredients', 'instructions', 'time_to_cook'],
                     'properties': {
                       'ingredients': {'type': 'array', 'items': {
                         'type': 'object',
                         'required': ['name', 'unit', 'amount'],
                         'properties': {
                           'name': {'type': 'string'},
                           'unit': {'enum': ['grams', 'ml', 'cups', 'pieces', 'teaspoons'],
                                    'type': 'string'},
                           'amount': {'type': 'number'}}}},
                       'instructions': {
                         'type': 'array', 'items': {'type': 'string'},
                         'description': 'Steps to prepare the recipe (no numbering)'},
                       'time_to_cook': {
                         'type': 'number',
                         'description': 'Total time to prepare the recipe in minutes'}}}"""))
            .build();
    assertEquals(exactly(106), count("gpt-3.5-turbo", request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello", "Hello:"})
  void a_tool_behind_a_system_message(String system) {
    ChatRequest request =
        ChatRequest.builder()
            .system(system)
            .user("Hi there")
            .tool(tool("do_stuff", "", "{'type':'object','properties':{}}"))
            .build();
    assertEquals(exactly(35), count("gpt-3.5-turbo", request));
  }

  @Test
  void a_tool_behind_two_system_messages() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(List.of(Message.system("Hello:"), Message.system("Hello")))
            .user("Hi there")
            .tool(tool("do_stuff", "", "{'type':'object','properties':{}}"))
            .build();
    assertEquals(exactly(40), count("gpt-3.5-turbo", request));
  }
}
