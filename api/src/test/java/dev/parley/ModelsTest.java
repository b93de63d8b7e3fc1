package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.ProviderFactory;
import dev.parley.testing.FakeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");

  /** Claims the same id as another. */
  private static final class OtherFactory extends FakeFactory {
    OtherFactory() {
      super("alpha");
    }
  }

  private final FakeFactory alpha = new FakeFactory("alpha");
  private final FakeFactory beta = new FakeFactory("beta") {
        // A class of its own: two factories of one class are one.
      };
  private final List<Models> toClose = new ArrayList<>();

  private Models.Builder builder(String... settings) {
    Config.Builder config = Config.standard(Map.of(), java.nio.file.Path.of("nowhere"));
    config.userFile(java.nio.file.Path.of("nowhere"));
    for (int i = 0; i < settings.length; i += 2) {
      config.set(settings[i], settings[i + 1]);
    }
    return Models.builder().discover(false).config(config.build()).provider(alpha).provider(beta);
  }

  private Models models(String... settings) {
    return kept(builder(settings));
  }

  private Models kept(Models.Builder builder) {
    Models models = builder.build();
    toClose.add(models);
    return models;
  }

  @AfterEach
  void closeAll() {
    toClose.forEach(Models::close);
  }

  private static ConfigurationException refused(Models models, String address) {
    return assertThrows(ConfigurationException.class, () -> models.chat(address));
  }

  @Test
  void address_finds_its_provider_and_model() {
    assertEquals("alpha:a:1", models().chat("alpha:a:1").complete(HI).text());
    assertEquals("beta:b", models().chat(" beta : b ").complete(HI).text());
  }

  @Test
  void configured_model_is_the_default() {
    assertEquals("beta:b", models("model", "beta:b").chat().complete(HI).text());
  }

  @Test
  void nothing_configured_says_how_to_begin() {
    ConfigurationException e = assertThrows(ConfigurationException.class, models()::chat);

    assertEquals(Kind.NOTHING_CONFIGURED, e.kind());
    assertTrue(e.getMessage().contains("PARLEY_MODEL"), e.getMessage());
    assertTrue(e.getMessage().contains("alpha, beta"), e.getMessage());
  }

  @Test
  void nothing_is_opened_before_it_is_asked_for() {
    Models models = models();

    assertEquals(Set.of("alpha", "beta"), models.installed().keySet());
    assertEquals(0, alpha.opened().size());
  }

  @Test
  void unknown_provider_lists_what_there_is_and_the_nearest() {
    ConfigurationException e = refused(models("work.provider", "alpha"), "alhpa:x");

    assertEquals(Kind.UNKNOWN_PROVIDER, e.kind());
    assertTrue(e.getMessage().contains("Did you mean \"alpha\"?"), e.getMessage());
    assertTrue(e.getMessage().contains("alpha, beta, work"), e.getMessage());
    assertEquals("alpha", e.candidates().get(0));
    assertEquals("alhpa", e.setting().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpha", "", ":x", "alpha:", "gpt 5"})
  void malformed_address_says_what_one_looks_like(String address) {
    ConfigurationException e = refused(models("work.provider", "alpha"), address);

    assertEquals(Kind.MALFORMED_ADDRESS, e.kind());
    assertTrue(e.getMessage().contains("provider:model"), e.getMessage());
    assertEquals(List.of("alpha", "beta", "work"), e.candidates());
  }

  @Test
  void two_claims_to_one_id_are_an_error_for_that_id_only() {
    Models models = kept(builder().provider(new OtherFactory()));

    ConfigurationException e = refused(models, "alpha:x");

    assertEquals(Kind.DUPLICATE_PROVIDER, e.kind());
    assertTrue(e.getMessage().contains("FakeFactory and "), e.getMessage());
    assertTrue(e.getMessage().contains("OtherFactory"), e.getMessage());
    assertEquals("beta:b", models.chat("beta:b").complete(HI).text());
    assertEquals(Set.of("beta"), models.installed().keySet());
    assertTrue(models.problems().toString().contains("OtherFactory"), models.problems().toString());
  }

  @Test
  void provider_that_cannot_describe_itself_does_not_hide_the_others() {
    ProviderFactory broken =
        new FakeFactory("broken") {
          @Override
          public SettingsSpec settings() {
            throw new UnsupportedOperationException("planted");
          }
        };
    Models models =
        Models.builder()
            .config(Config.of(Map.of()))
            .discover(false)
            .provider(broken)
            .provider(alpha)
            .build();

    assertEquals(Set.of("alpha"), models.installed().keySet());
    assertEquals(Set.of("alpha"), models.installed().keySet());
    assertEquals(1, models.problems().size(), models.problems().toString());
    assertTrue(models.problems().get(0).contains("broken"), models.problems().toString());
  }

  @Test
  void instances_are_opened_once_each_and_know_their_name() {
    Models models = models("work.provider", "alpha", "work.size", "3");

    assertEquals("work:m", models.chat("work:m").id().toString());
    models.chat("work:other");
    models.chat("alpha:m");

    assertEquals(
        List.of("work", "alpha"),
        alpha.opened().stream().map(FakeFactory.FakeProvider::instance).toList());
    assertSame(models.provider("work"), models.provider("work"));
    assertNotSame(models.provider("work"), models.provider("alpha"));
  }

  @Test
  void instance_may_not_be_named_like_a_provider() {
    ConfigurationException e = refused(models("beta.provider", "alpha"), "beta:x");

    assertEquals(Kind.INVALID_VALUE, e.kind());
    assertEquals("beta.provider", e.setting().orElseThrow());
  }

  @Test
  void misspelt_setting_of_an_opened_provider_is_an_error() {
    ConfigurationException e = refused(models("alpha.sise", "3"), "alpha:x");

    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertEquals("size", e.candidates().get(0));
    assertEquals("beta:x", models("alpha.sise", "3").chat("beta:x").complete(HI).text());
  }

  @Test
  void fall_back_needs_policies() {
    ConfigurationException e = refused(models(), "alpha:x | beta:y");

    assertEquals(Kind.POLICIES_NOT_INSTALLED, e.kind());
    assertTrue(e.getMessage().contains("parley-policies"), e.getMessage());
    assertEquals(0, alpha.opened().size());
  }

  @ParameterizedTest
  @CsvSource({"retries, 1", "rate, 5/s", "tokens-per-minute, 9", "rate-file, /tmp/limits"})
  void settings_of_policies_that_are_not_installed_say_what_is_missing(String name, String value) {
    Models models = kept(builder(name, value));
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> models.chat("alpha:x"));
    assertEquals(Kind.POLICIES_NOT_INSTALLED, e.kind());
    assertEquals(Optional.of(name), e.setting());
    assertTrue(e.getMessage().contains("\"" + name + "\""), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"retries", "rate", "tokens-per-minute"})
  void policies_that_are_not_installed_may_be_switched_off(String name) {
    kept(builder(name, "0")).chat("alpha:x");
  }

  /** Notes what is wrapped and joined. */
  private static final class NotingPolicies implements PolicyDefaults {
    final List<String> notes = new ArrayList<>();

    @Override
    public ChatModel wrap(ChatModel model, Config config) {
      notes.add("wrap " + model.id());
      return new ForwardingChatModel(model) {
        @Override
        public Completion complete(ChatRequest request) {
          notes.add("seen " + request.temperature());
          return super.complete(request);
        }
      };
    }

    @Override
    public ChatModel join(List<ChatModel> models, Config config) {
      notes.add("join " + models.stream().map(model -> model.id().toString()).toList());
      return models.get(0);
    }
  }

  @Test
  void policies_wrap_each_model_inside_the_defaults_and_join_in_order() {
    NotingPolicies policies = new NotingPolicies();
    Models models = kept(builder("temperature", "0.5").policies(policies));

    models.chat("beta:y | alpha:x").complete(HI);

    assertEquals(
        List.of(
            "wrap beta:y", "wrap alpha:x", "join [beta:y, alpha:x]", "seen OptionalDouble[0.5]"),
        policies.notes);
    assertEquals(0.5, beta.opened().get(0).lastModel().lastRequest().temperature().orElseThrow());
  }

  @Test
  void empty_place_in_a_fall_back_is_malformed() {
    Models models = kept(builder().policies(new NotingPolicies()));

    assertEquals(Kind.MALFORMED_ADDRESS, refused(models, "alpha:x |").kind());
    assertEquals(Kind.MALFORMED_ADDRESS, refused(models, "| alpha:x").kind());
  }

  @Test
  void closing_a_model_leaves_its_provider_open() {
    Models models = models();

    models.chat("alpha:x").close();

    assertFalse(alpha.opened().get(0).closed());
    assertEquals("alpha:y", models.chat("alpha:y").complete(HI).text());
  }

  @Test
  void closing_closes_all_providers_and_refuses_later_use() {
    Models models = models();
    ChatModel model = models.chat("alpha:x");
    models.chat("beta:y");

    models.close();
    models.close();

    assertTrue(alpha.opened().get(0).closed() && beta.opened().get(0).closed());
    assertThrows(IllegalStateException.class, () -> models.chat("alpha:x"));
    assertThrows(IllegalStateException.class, () -> models.provider("beta"));
    assertThrows(IllegalStateException.class, () -> model.complete(HI));
  }

  @Test
  void provider_that_cannot_be_closed_does_not_keep_the_others_open() {
    Models models = builder().build();
    assertThrows(IllegalArgumentException.class, () -> models.chat("alpha:bad"));
    models.chat("beta:y");

    assertThrows(IllegalStateException.class, models::close);

    assertTrue(beta.opened().get(0).closed());
  }
}
