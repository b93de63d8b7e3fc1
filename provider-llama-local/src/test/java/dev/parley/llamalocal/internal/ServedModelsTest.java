package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.object;
import static dev.parley.llamalocal.internal.Llama.quoted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a server's list of models. */
class ServedModelsTest {

  private static List<ModelInfo> list(String json) {
    return ServedModels.list("work", object(quoted(json)));
  }

  private static List<String> names(List<ModelInfo> models) {
    return models.stream().map(info -> info.id().toString()).toList();
  }

  @Test
  void the_one_model_of_a_server_is_told_once_with_all_that_is_known() {
    List<ModelInfo> models = ServedModels.list("work", object(Llama.real("models-one.json")));
    assertEquals(List.of("work:s.gguf"), names(models));
    ModelInfo model = models.get(0);
    assertEquals(OptionalLong.of(5_231_616), model.sizeBytes());
    assertEquals(OptionalLong.of(4096), model.contextTokens());
    assertEquals(Optional.of("(guessed) all F32"), model.quantization());
    assertEquals(Optional.empty(), model.problem());
  }

  @Test
  void the_context_is_what_the_model_was_made_for_not_what_a_slot_has() {
    ModelInfo model = ServedModels.list("work", object(Llama.real("models-alias.json"))).get(0);
    assertEquals("work:alpha", model.id().toString());
    assertEquals(OptionalLong.of(4096), model.contextTokens());
  }

  @Test
  void a_router_tells_of_many_in_the_order_of_their_names() {
    List<ModelInfo> models =
        list(
            "{'object':'list','data':["
                + "{'id':'story','status':{'value':'loaded','args':[]},'context_length':2048},"
                + "{'id':'broken','status':{'value':'unloaded','failed':true,'exit_code':1}},"
                + "{'id':'code','status':{'value':'unloaded'},'meta':null}]}");
    assertEquals(List.of("work:broken", "work:code", "work:story"), names(models));
    assertTrue(models.get(0).problem().orElseThrow().contains("could not load"));
    assertEquals(Optional.empty(), models.get(1).problem());
    assertEquals(OptionalLong.empty(), models.get(1).sizeBytes());
    assertEquals(OptionalLong.of(2048), models.get(2).contextTokens());
    assertEquals(Optional.empty(), models.get(2).problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'data':null}", "{'data':{}}", "{'data':[]}", "{'models':[1]}"})
  void an_answer_without_a_list_is_an_empty_one(String json) {
    assertEquals(List.of(), list(json));
  }

  @Test
  void entries_without_a_name_are_passed_over() {
    String json = "{'data':[{'id':7},{},null,'x',{'id':''},{'id':'a','meta':{'size':'big'}}]}";
    List<ModelInfo> models = list(json);
    assertEquals(List.of("work:a"), names(models));
    assertEquals(OptionalLong.empty(), models.get(0).sizeBytes());
  }
}
