package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.Timeouts;
import dev.parley.message.Message;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @TempDir Path folder;
  private final FakeFactory fake = new FakeFactory("fake", text("Yes"), STOP);
  private final FakeFactory other = new FakeFactory("other", text("Yes"), STOP);

  private Run run() {
    return new Run(folder, fake, other);
  }

  private ChatRequest asked(String... options) {
    String[] arguments = new String[options.length + 3];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = "-m";
    arguments[options.length + 1] = "fake:m";
    arguments[options.length + 2] = "Why?";
    Run run = run();
    assertEquals(0, run.with(arguments), run.err());
    return fake.requests.get(fake.requests.size() - 1);
  }

  private String usage(String... arguments) {
    Run run = run();
    assertEquals(2, run.with(arguments), run.err());
    assertEquals("", run.out());
    assertEquals(List.of(), fake.requests);
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    return run.err().substring("parley: ".length()).strip();
  }

  private void template(String name, String text) throws IOException {
    Path templates = Files.createDirectories(folder.resolve("user/parley/templates"));
    Files.writeString(templates.resolve(name), text);
  }

  @Test
  void settings_of_the_request_are_set_and_win_over_the_configuration() throws IOException {
    Files.writeString(folder.resolve("parley.properties"), "temperature=1\nseed=3\n");
    ChatRequest request =
        asked(
            "-o",
            "temperature=0.5",
            "-o",
            "top-p=0.9",
            "-o",
            "max-output-tokens=7",
            "-o",
            "stop=a",
            "-o",
            "stop= b",
            "-o",
            "frequency-penalty=-1",
            "-o",
            "presence-penalty=1",
            "-o",
            "reasoning-effort=low");
    assertEquals(OptionalDouble.of(0.5), request.temperature());
    assertEquals(OptionalDouble.of(0.9), request.topP());
    assertEquals(7, request.maxOutputTokens().orElseThrow());
    assertEquals(List.of("a", " b"), request.stop());
    assertEquals(OptionalDouble.of(-1), request.frequencyPenalty());
    assertEquals(OptionalDouble.of(1), request.presencePenalty());
    assertEquals(Optional.of(ReasoningEffort.LOW), request.reasoningEffort());
    assertEquals(3, request.seed().orElseThrow());
  }

  @Test
  void what_only_a_provider_has_is_json_or_text() {
    ChatRequest request =
        asked(
            "-o",
            "fake.n=1",
            "-o",
            "fake.user=me",
            "-o",
            "fake.list=[1,\"a\"]",
            "-o",
            "fake.on=true");
    assertEquals(
        Map.of("n", 1, "user", "me", "list", List.of(1, "a"), "on", true), request.options("fake"));
    assertEquals(
        new BigInteger("123456789012345678901234567890"),
        asked("-o", "fake.big=123456789012345678901234567890").options("fake").get("big"));
  }

  @Test
  void references_are_for_the_configuration_only() {
    assertEquals(List.of("${env:HOME}"), asked("-o", "stop=${env:HOME}").stop());
  }

  @Test
  void the_time_out_of_the_whole_is_set() {
    assertEquals(
        Optional.of(Duration.ofSeconds(30)),
        asked("--timeout", "30s").timeouts().get(Timeouts.Kind.WHOLE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-o|temprature=1|-o temprature: there is no such option. Did you mean \"temperature\"?",
        "-o|temperature=hot|-o temperature must be a number from 0 up",
        "-o|temperature=-1|-o temperature must be a number from 0 up",
        "-o|temperature=NaN|-o temperature must be a number from 0 up",
        "-o|max-output-tokens=0|-o max-output-tokens must be a whole number from 1 to 2147483647",
        "-o|reasoning-effort=lots|-o reasoning-effort must be one of none, minimal, low",
        "-o|seed=1.5|-o seed must be a whole number",
        "-o|temperature|-o looks like temperature=0.2 or openai.user=me",
        "-o|fkae.x=1|-o fkae.…: there is no such provider. Did you mean \"fake\"?",
        "-o|other.x=1|-o other.…: that provider is not asked, but fake",
        "-o|fake.x=null|-o fake.x: null cannot be sent; leave the option out",
        "-o|fake.x=[null]|-o: Option x must be, or hold, text",
        "--timeout|soon|--timeout must be a number and a unit, as 500ms, 30s or 5m",
        "-v|a=b|-v is for a template; name that with -t",
        "--schema|a.json|--schema a.json: there is no such file",
        "-a|none.txt|-a none.txt: there is no such file",
      })
  void a_wrong_value_is_told(String option, String value, String expected) {
    String told = usage("-m", "fake:m", option, value, "Why?");
    assertTrue(told.startsWith(expected), told);
  }

  @Test
  void a_template_of_the_user_is_filled_and_says_how_to_ask() throws IOException {
    template(
        "review.md",
        "---\nmodel: fake:big\nsystem: Be {{tone|kind}}.\noption seed: 5\n---\nReview:\n{{input}}\n");
    assertEquals(0, run().stdin("code").with("-t", "review", "-v", "tone=strict"));
    ChatRequest request = fake.requests.get(0);
    assertEquals("big", fake.models.get(0).model());
    assertEquals(5, request.seed().orElseThrow());
    assertEquals(
        List.of("Be strict.", "Review:\ncode\n"),
        request.messages().stream().map(Message::text).toList());
  }

  @Test
  void what_is_typed_wins_over_the_template() throws IOException {
    template("x.txt", "---\nmodel: other:big\nsystem: a\noption seed: 5\n---\nHello");
    assertEquals(0, run().with("-t", "x", "-m", "fake:m", "-s", "b", "-o", "seed=6"));
    ChatRequest request = fake.requests.get(0);
    assertEquals(6, request.seed().orElseThrow());
    assertEquals("b", request.messages().get(0).text());
  }

  @Test
  void a_template_may_be_a_file_and_its_schema_lies_beside_it() throws IOException {
    Path sub = Files.createDirectories(folder.resolve("sub"));
    Files.writeString(sub.resolve("t.txt"), "---\nschema: s.json\n---\nHello");
    Files.writeString(sub.resolve("s.json"), "{}");
    assertEquals(15, run().with("-m", "fake:m", "-t", "sub/t.txt"));
    assertTrue(fake.requests.get(0).responseFormat().isPresent());
  }

  @Test
  void the_users_own_template_comes_before_a_file_of_its_name() throws IOException {
    template("x.txt", "mine");
    Files.writeString(folder.resolve("x"), "not mine");
    run().with("-m", "fake:m", "-t", "x");
    assertEquals("mine", fake.requests.get(0).messages().get(0).text());
  }

  @Test
  void an_unknown_template_is_told_with_those_there_are() throws IOException {
    String none = usage("-m", "fake:m", "-t", "review", "x");
    assertTrue(none.startsWith("-t: there is no template review; put it into "), none);
    template("review.md", "x");
    template("sum.txt", "x");
    assertEquals(
        "-t: there is no template reviwe; there are review, sum. Did you mean \"review\"?",
        usage("-m", "fake:m", "-t", "reviwe", "x"));
    assertEquals("-t .: a folder, no template", usage("-m", "fake:m", "-t", ".", "x"));
  }

  @Test
  void a_template_that_is_no_text_is_told() throws IOException {
    Files.write(folder.resolve("t"), new byte[] {(byte) 0xFF});
    assertEquals("-t t: not UTF-8 text", usage("-m", "fake:m", "-t", "t", "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x|-v looks like language=French; a name has letters, digits, - and _",
        "1=x|-v looks like language=French; a name has letters, digits, - and _",
        "input=x|-v input: the input is the prompt, or what is piped in",
      })
  void a_wrong_variable_is_told(String variable, String expected) throws IOException {
    template("t.txt", "{{x}}");
    assertEquals(expected, usage("-m", "fake:m", "-t", "t", "-v", variable, "y"));
  }

  @Test
  void a_command_behind_options_is_no_prompt() {
    assertEquals(
        "\"providers\" is a command, which comes before its options: parley providers …; put --"
            + " before it if it is a prompt",
        usage("-m", "fake:m", "providers"));
    assertEquals(0, run().with("-m", "fake:m", "--", "providers"));
    assertEquals(0, run().with("-m", "fake:m", "providers", "of", "food"));
  }
}
