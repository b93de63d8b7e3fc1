package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.object;
import static dev.parley.llamalocal.internal.Llama.quoted;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what a server is. */
class ServerPropertiesTest {

  private static Capabilities read(String json) {
    return ServerProperties.capabilities(object(quoted(json)));
  }

  private static Capabilities real(String name) {
    return ServerProperties.capabilities(object(Llama.real(name)));
  }

  @Test
  void a_template_that_knows_tools() {
    Capabilities real = real("props-tools.json");
    assertEquals(Support.YES, real.of(Capability.TOOLS));
    assertEquals(Support.NO, real.of(Capability.IMAGE_INPUT));
    assertEquals(Support.NO, real.of(Capability.AUDIO_INPUT));
    assertEquals(Support.UNKNOWN, real.of(Capability.REASONING_EFFORT));
    assertEquals(OptionalLong.of(4096), real.contextTokens());
  }

  @Test
  void a_template_that_knows_no_tools() {
    Capabilities real = real("props-plain.json");
    assertEquals(Support.NO, real.of(Capability.TOOLS));
    assertEquals(OptionalLong.of(512), real.contextTokens());
  }

  @Test
  void what_every_server_does_does_not_depend_on_the_model() {
    Capabilities told = real("props-plain.json");
    for (Capabilities any : new Capabilities[] {told, ServerProperties.OF_EVERY_SERVER}) {
      assertEquals(Support.YES, any.of(Capability.JSON));
      assertEquals(Support.YES, any.of(Capability.JSON_SCHEMA));
      assertEquals(Support.YES, any.of(Capability.LOGPROBS));
      assertEquals(Support.YES, any.of(Capability.SEED));
      assertEquals(Support.NO, any.of(Capability.FILE_INPUT));
    }
  }

  @ParameterizedTest
  @CsvSource({"vision, IMAGE_INPUT", "audio, AUDIO_INPUT"})
  void media_that_the_model_has(String name, Capability capability) {
    Capabilities told = read("{'modalities':{'vision':false,'audio':false,'" + name + "':true}}");
    assertEquals(Support.YES, told.of(capability));
    List<Support> media = List.of(told.of(Capability.IMAGE_INPUT), told.of(Capability.AUDIO_INPUT));
    assertEquals(1, Collections.frequency(media, Support.YES));
  }

  @Test
  void a_template_that_takes_an_effort() {
    Capabilities told = read("{'chat_template_caps':{'supports_reasoning_effort':true}}");
    assertEquals(Support.YES, told.of(Capability.REASONING_EFFORT));
  }

  @Test
  void what_an_older_server_does_not_tell_stays_unknown() {
    assertEquals(ServerProperties.OF_EVERY_SERVER, ServerProperties.capabilities(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'chat_template_caps':null,'modalities':null,'default_generation_settings':null}",
        "{'chat_template_caps':[],'modalities':'vision','default_generation_settings':7}",
        "{'chat_template_caps':{'supports_tools':'yes'},'modalities':{'vision':1,'audio':null},"
            + "'default_generation_settings':{'n_ctx':'4096'}}",
        "{'default_generation_settings':{'n_ctx':0}}",
        "{'default_generation_settings':{'n_ctx':-1}}"
      })
  void what_is_told_in_another_form_stays_unknown(String json) {
    assertEquals(ServerProperties.OF_EVERY_SERVER, read(json));
  }
}
