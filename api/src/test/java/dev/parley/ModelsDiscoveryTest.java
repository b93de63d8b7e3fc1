package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.ProviderFactory;
import dev.parley.testing.plugin.FailingFactory;
import dev.parley.testing.plugin.ListedFactory;
import dev.parley.testing.plugin.NamelessFactory;
import dev.parley.testing.plugin.PluginLoader;
import dev.parley.testing.plugin.TwinFactory;
import dev.parley.testing.plugin.UnnamedFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsDiscoveryTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");

  @TempDir Path folder;

  private <T> T installed(Callable<T> action, String... names) throws Exception {
    return PluginLoader.with(folder, ProviderFactory.class, action, names);
  }

  private Models load(Class<?>... factories) throws Exception {
    String[] names = Stream.of(factories).map(Class::getName).toArray(String[]::new);
    return installed(() -> Models.load(Config.of(Map.of())), names);
  }

  @Test
  void installed_provider_is_found() throws Exception {
    try (Models models = load(ListedFactory.class)) {
      assertEquals(Set.of("listed"), models.installed().keySet());
      assertEquals("listed:m", models.chat("listed:m").complete(HI).text());
    }
  }

  @Test
  void discovery_can_be_switched_off() throws Exception {
    Callable<Models> build =
        () -> Models.builder().discover(false).config(Config.of(Map.of())).build();

    try (Models models = installed(build, ListedFactory.class.getName())) {
      assertTrue(models.installed().isEmpty());
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> models.chat("listed:m"));
      assertTrue(e.getMessage().contains("Found: none"), e.getMessage());
    }
  }

  @Test
  void broken_providers_do_not_hide_the_others() throws Exception {
    Callable<Models> load = () -> Models.load(Config.of(Map.of()));

    try (Models models =
        installed(
            load,
            "no.such.Factory",
            FailingFactory.class.getName(),
            NamelessFactory.class.getName(),
            UnnamedFactory.class.getName(),
            ListedFactory.class.getName())) {
      assertEquals("listed:m", models.chat("listed:m").complete(HI).text());
      assertEquals(4, models.problems().size(), models.problems().toString());

      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> models.chat("failing:m"));
      assertEquals(Kind.UNKNOWN_PROVIDER, e.kind());
      assertTrue(e.getMessage().contains("FailingFactory"), e.getMessage());
    }
  }

  @Test
  void two_installed_providers_of_one_id_are_named() throws Exception {
    try (Models models = load(ListedFactory.class, TwinFactory.class)) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> models.chat("listed:m"));

      assertEquals(Kind.DUPLICATE_PROVIDER, e.kind());
      assertTrue(e.getMessage().contains(ListedFactory.class.getName()), e.getMessage());
      assertTrue(e.getMessage().contains(TwinFactory.class.getName()), e.getMessage());
    }
  }

  @Test
  void model_opened_by_its_address_closes_its_provider() throws Exception {
    ChatModel model = installed(() -> Models.open("listed:m"), ListedFactory.class.getName());
    assertEquals("listed:m", model.complete(HI).text());

    model.close();
    model.close();

    assertThrows(IllegalStateException.class, () -> model.complete(HI));
  }

  @Test
  void failed_opening_is_told_though_closing_fails_too() {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> installed(() -> Models.open("listed:bad"), ListedFactory.class.getName()));

    assertEquals("bad model", e.getMessage());
    assertEquals("bad close", e.getSuppressed()[0].getMessage(), "the provider was closed");
  }

  @Test
  void policies_that_cannot_be_loaded_are_an_error() throws Exception {
    Models.Builder builder = Models.builder().config(Config.of(Map.of()));

    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> PluginLoader.with(folder, PolicyDefaults.class, builder::build, "no.Such"));

    assertEquals(Kind.BROKEN_PROVIDER, e.kind());
    assertFalse(e.getMessage().isBlank());
  }
}
