package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.embedding.Embedding;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers to requests for vectors mean. */
class EmbeddingDecoderTest {
  private static final EmbeddingDecoder DECODER =
      new EmbeddingDecoder(ErrorDetails.builder(Wire.MODEL).requestId("req_1").build());

  private static List<Embedding> vectors(String json, int count, OptionalInt dimensions) {
    return DECODER.vectors(Json.parse(Wire.json(json)).orElseThrow(), count, dimensions);
  }

  private static List<Embedding> vectors(String json, int count) {
    return vectors(json, count, OptionalInt.empty());
  }

  private static ProtocolException refused(String json, int count) {
    ProtocolException e = assertThrows(ProtocolException.class, () -> vectors(json, count));
    assertEquals("req_1", e.requestId().orElseThrow());
    return e;
  }

  @Test
  void base64_is_of_little_endian_floats() {
    // 1.0 is 0x3f800000, -2.5 is 0xc0200000.
    assertEquals(
        List.of(Embedding.of(1, -2.5f)),
        vectors("{'data':[{'index':0,'embedding':'AACAPwAAIMA='}]}", 1));
  }

  @Test
  void base64_may_lack_its_padding() {
    assertEquals(
        List.of(Embedding.of(1)), vectors("{'data':[{'index':0,'embedding':'AACAPw'}]}", 1));
  }

  @Test
  void numbers_are_taken_where_base64_was_asked_for() {
    assertEquals(
        List.of(Embedding.of(1, -2.5f, 1e-7f, 3)),
        vectors("{'data':[{'index':0,'embedding':[1.0,-2.5,1e-7,3]}]}", 1));
  }

  @Test
  void the_index_says_which_text_a_vector_is_of() {
    assertEquals(
        List.of(Embedding.of(0), Embedding.of(1), Embedding.of(2)),
        vectors(
            "{'data':[{'index':2,'embedding':[2]},{'index':0.0,'embedding':[0]},"
                + "{'index':1,'embedding':'AACAPw=='}]}",
            3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'embedding':[5]},{'embedding':[6]}]}",
        "{'data':[{'index':null,'embedding':[5]},{'embedding':[6],'extra':{}}],'more':[]}"
      })
  void where_no_vector_is_numbered_their_order_counts(String json) {
    assertEquals(List.of(Embedding.of(5), Embedding.of(6)), vectors(json, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{'index':0,'embedding':[5]},{'embedding':[6]}]",
        "[{'index':0,'embedding':[5]},{'index':0,'embedding':[6]}]",
        "[{'index':1,'embedding':[5]},{'index':2,'embedding':[6]}]",
        "[{'index':-1,'embedding':[5]},{'index':0,'embedding':[6]}]",
        "[{'index':0,'embedding':[5]},{'index':'1','embedding':[6]}]",
        "[{'index':0,'embedding':[5]},{'index':1.5,'embedding':[6]}]",
        "[{'index':0,'embedding':[5]},{'index':99999999999,'embedding':[6]}]"
      })
  void a_vector_that_may_be_another_texts_is_refused(String data) {
    assertTrue(refused("{'data':" + data + "}", 2).getMessage().contains("data["));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 1", "0, 1"})
  void the_wrong_number_of_vectors_is_refused(int given, int asked) {
    String each = "{'embedding':[1]}";
    String data = String.join(",", Collections.nCopies(given, each));
    assertTrue(
        refused("{'data':[" + data + "]}", asked)
            .getMessage()
            .contains(given + " vectors for " + asked + " texts"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'data':null}",
        "{'data':{}}",
        "{'data':'x'}",
        "[]",
        "7",
        "{'object':'list'}"
      })
  void an_answer_without_a_list_is_refused(String json) {
    assertTrue(refused(json, 1).getMessage().contains("at data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "7",
        "[]",
        "''",
        "[null]",
        "['1']",
        "[[1,2]]",
        "[true]",
        "[1e999]",
        "'AACAPwA='",
        "'not base64'",
        "'AADAfw=='",
        "'AACAfw=='"
      })
  void what_is_no_vector_of_finite_numbers_is_refused(String embedding) {
    String json = "{'data':[{'index':0,'embedding':" + embedding + "}]}";
    assertTrue(refused(json, 1).getMessage().contains("data[0]"));
  }

  @Test
  void a_length_that_was_not_asked_for_says_what_to_do() {
    String json = "{'data':[{'index':0,'embedding':[1,2,3]}]}";
    assertEquals(1, vectors(json, 1, OptionalInt.of(3)).size());
    ProtocolException e =
        assertThrows(ProtocolException.class, () -> vectors(json, 1, OptionalInt.of(2)));
    assertTrue(e.getMessage().contains("3 numbers, not 2"), e::getMessage);
    assertTrue(e.getMessage().contains("leave dimensions out"), e::getMessage);
    assertFalse(e.retryable());
  }

  @Test
  void vectors_of_different_lengths_are_refused() {
    DECODER.requireOneLength(List.of(Embedding.of(1), Embedding.of(2)));
    assertThrows(
        ProtocolException.class,
        () -> DECODER.requireOneLength(List.of(Embedding.of(1), Embedding.of(2, 3))));
  }
}
