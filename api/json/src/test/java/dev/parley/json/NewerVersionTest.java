package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.Usage;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.UnreadableDataException;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part.OpaquePart;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a newer version of Parley wrote is kept, whatever this one makes of it. */
class NewerVersionTest {
  private static final String MESSAGE = "'message':{'role':'assistant','content':[]}";

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void what_a_newer_version_wrote_is_written_again_byte_for_byte(
      @ForAll Form form, @ForAll long seed) {
    Some some = new Some(seed);
    String text = new NewerText(some).of(Form.write(form.some(some)), true);

    assertEquals(text, Form.write(form.read(text)));
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void unknown_fields_in_odd_places_keep_their_spelling_and_move_behind_the_others(
      @ForAll Form form, @ForAll long seed) {
    Some some = new Some(seed);
    NewerText newer = new NewerText(some);
    String text = newer.of(Form.write(form.some(some)), false);

    String written = Form.write(form.read(text));

    assertEquals(written, Form.write(form.read(written)));
    assertEquals(text.length(), written.length(), text);
    newer
        .fields()
        .forEach((name, json) -> assertTrue(written.contains(NewerText.field(name, json)), name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'v':1,'model':'a:m',M,'finishReason':{'kind':'paused','raw':'p','for':1.0}}",
        "{'v':1,'model':'a:m',M,'usage':{'source':'measured','inputTokens':1,'outputTokens':2,"
            + "'totalTokens':3,'inputTime':'PT1.0S','seen':1e2}}",
        "{'v':1,'model':'a:m',M,'failedAttempts':[{'failure':{'type':'melted','problem':'p',"
            + "'model':'a:m','attempts':1,'heat':1.0},'took':'PT1S'}]}",
        "{'v':1,'model':'a:m',M,'failedAttempts':[{'failure':{'type':'refused_locally',"
            + "'problem':'p','model':'a:m','attempts':1,'limiter':'moon'},'took':'PT1S'}]}",
        "{'v':1,'model':'a:m',M,'failedAttempts':[{'failure':{'type':'timed_out','problem':'p',"
            + "'model':'a:m','attempts':1,'timeout':'nap','limit':'PT1S'},'took':'PT1S'}]}",
        "{'v':1,'model':'a:m',M,'failedAttempts':[{'failure':{'type':'unsupported_feature',"
            + "'problem':'p','model':'a:m','attempts':1,'capability':'fly'},'took':'PT1S'}]}",
      })
  void words_of_a_newer_version_are_kept_in_their_places_of_an_answer(String quoted) {
    String text = json(quoted.replace("M", MESSAGE));

    assertEquals(text, ParleyJson.write(ParleyJson.readCompletion(text)));
  }

  @Test
  void words_of_a_newer_version_are_kept_in_their_places_of_a_request() {
    String text =
        json(
            "{'v':1,'messages':[{'role':'user','content':[]}],'toolChoice':{'type':'some',"
                + "'of':['a']},'responseFormat':{'type':'xml'},'reasoningEffort':'ultra',"
                + "'seed':1,'timeouts':{'pause':'PT1S'}}");

    ChatRequest request = ParleyJson.readRequest(text);

    assertEquals(text, ParleyJson.write(request));
    assertTrue(request.toolChoice().isEmpty() && request.responseFormat().isEmpty());
    assertEquals("\"PT1S\"", request.extras().unknownFields().get("/timeouts/pause"));
  }

  @Test
  void what_is_set_anew_counts_and_not_what_was_kept_in_its_place() {
    String text =
        json("{'v':1,'messages':[{'role':'user','content':[]}],'reasoningEffort':'ultra'}");
    ChatRequest request =
        ParleyJson.readRequest(text).toBuilder().reasoningEffort(ReasoningEffort.LOW).build();

    assertEquals(text.replace("ultra", "low"), ParleyJson.write(request));
  }

  @Test
  void unknown_words_are_read_as_what_harms_least() {
    String quoted =
        "{'v':1,'model':'a:m',M,'finishReason':{'kind':'paused','raw':'p'},'usage':{'source':"
            + "'measured','inputTokens':1,'outputTokens':2,'totalTokens':9},'failedAttempts':[{"
            + "'failure':{'type':'melted','problem':'p','model':'b:m','status':418,"
            + "'attempts':1},'took':'PT1S'}]}";
    Completion completion = ParleyJson.readCompletion(json(quoted.replace("M", MESSAGE)));

    assertEquals(
        new FinishReason(FinishReason.Kind.OTHER, "p"), completion.finishReason().orElseThrow());
    assertEquals(Usage.Source.ESTIMATED, completion.usage().source());
    assertEquals(9, completion.usage().totalTokens());
    ModelException failure = completion.failedAttempts().get(0).failure();
    assertEquals(ProtocolException.class, failure.getClass());
    assertEquals("b:m: HTTP 418: p", failure.getMessage());
  }

  @Test
  void an_unknown_event_is_an_event_of_the_provider_parley() {
    String text = json("{'v':1,'type':'applause','volume':1.0,'list':[ 1 ]}");
    ProviderEvent event = (ProviderEvent) ParleyJson.readEvent(text);

    assertEquals(new ProviderEvent("parley", "applause", text), event);
    assertEquals(text, ParleyJson.write(event));
  }

  @Test
  void an_unknown_part_is_opaque_and_so_is_a_known_one_with_media_of_an_unknown_kind() {
    String image = json("{'type':'image','hologram':[1.0],'detail':'low'}");
    String scent = json("{'type':'scent'}");
    String text =
        json("{'v':1,'role':'tool','content':[") + image + "," + scent + "],\"later\":1.0}";
    Message message = ParleyJson.readMessage(text);

    assertEquals(
        List.of(
            new OpaquePart("image", image, Extras.NONE),
            new OpaquePart("scent", scent, Extras.NONE)),
        message.content());
    assertEquals(Extras.NONE.withUnknownField("later", "1.0"), message.extras());
    assertEquals(text, ParleyJson.write(message));
  }

  @Test
  void fields_inside_are_named_by_their_pointers() {
    String text =
        json(
            "{'v':1,'type':'text_delta','text':'a','logprobs':[{'token':'a','logprob':-0.5,"
                + "'a~/b':1.0}],'new':2.0,'/new':3.0}");
    TextDelta delta = (TextDelta) ParleyJson.readEvent(text);

    assertEquals(
        Map.of("new", "2.0", "/~1new", "3.0", "/logprobs/0/a~0~1b", "1.0"),
        delta.extras().unknownFields());
    assertEquals(text, ParleyJson.write(delta));
  }

  @Test
  void line_breaks_inside_an_unknown_value_become_spaces() {
    Message message =
        ParleyJson.readMessage(json("{'v':1,'role':'user','content':[],'x':[\r\n1]}"));

    assertEquals(json("{'v':1,'role':'user','content':[],'x':[  1]}"), ParleyJson.write(message));
  }

  @Test
  void a_newer_form_is_refused_by_the_names_of_both_versions() {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> ParleyJson.readMessage(json("{'role':'oracle','v':2}")));

    assertEquals(UnreadableDataException.Kind.NEWER_VERSION, e.kind());
    assertTrue(e.getMessage().contains("version 2 of the form"), e::getMessage);
    assertTrue(e.getMessage().contains("reads version 1"), e::getMessage);
  }

  @Test
  void a_role_that_is_unknown_is_refused() {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> ParleyJson.readMessage(json("{'v':1,'role':'oracle','content':[]}")));

    assertEquals(UnreadableDataException.Kind.WRONG_FORM, e.kind());
    assertTrue(e.getMessage().contains("newer version"), e::getMessage);
  }

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }
}
