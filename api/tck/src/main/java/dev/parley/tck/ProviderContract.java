package dev.parley.tck;

import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.spi.InstalledProviders;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import dev.parley.tck.http.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that a provider's factory keeps: it is found, describes itself, and opens quietly. */
@ExtendWith(Surprises.class)
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface ProviderContract {

  /** The kinds of settings for which any text may be right. */
  Set<Setting.Type> ANY_TEXT = Set.of(Setting.Type.TEXT, Setting.Type.SECRET, Setting.Type.PATH);

  /** {@return the factory under test} */
  ProviderFactory factory();

  /**
   * {@return the least settings that it opens with, without the instance's name}
   *
   * @param server an address where nobody may be asked for anything yet; a provider without a
   *     server has no use for it
   */
  Map<String, String> settings(String server);

  private ProviderSettings set(Map<String, String> settings) {
    Map<String, String> full = new HashMap<>();
    settings.forEach((name, value) -> full.put(factory().id() + "." + name, value));
    return Config.of(full).settings(factory().id(), factory().settings());
  }

  /** Its id. */
  @Test
  default void the_id_is_a_name_and_stays_the_same() {
    ProviderFactory factory = factory();
    String id = factory.id();
    Rule.DISCOVERY.check(id.matches("[a-z][a-z0-9-]*"), () -> "the id \"" + id + "\"");
    Rule.DISCOVERY.same(id, factory.id(), "the id asked again");
    Rule.DISCOVERY.same(id, factory().id(), "the id of another factory");
  }

  /** It is found. */
  @Test
  default void service_loader_finds_it_and_no_other_of_its_id() {
    ProviderFactory found;
    try {
      found = InstalledProviders.of(List.of(), true).get(factory().id(), List.of());
    } catch (ConfigurationException e) { // There is none, or two.
      throw Rule.DISCOVERY.broken("looking for the id: " + e.getMessage(), e);
    }
    // By name, for a loader of plugins may have loaded it anew.
    Rule.DISCOVERY.same(
        factory().getClass().getName(), found.getClass().getName(), "what is found for the id");
  }

  /** Its settings. */
  @Test
  default void every_setting_is_described() {
    SettingsSpec spec = factory().settings();
    for (Setting setting : spec.all()) {
      Rule.DISCOVERY.check(
          !setting.help().isBlank(), () -> "no help for setting " + setting.name());
      Rule.DISCOVERY.check(
          !setting.secret() || setting.defaultValue().isEmpty(),
          () -> "a default for the secret " + setting.name());
    }
    Rule.DISCOVERY.same(spec.names(), factory().settings().names(), "the settings asked again");
  }

  /** A value that is not what the description of a needed setting says. */
  @Test
  default void a_needed_setting_of_the_wrong_kind_is_refused_by_its_name_only() {
    String wrong = "-- of no kind --";
    Map<String, String> least = settings("http://127.0.0.1:9");
    for (Setting setting : factory().settings().all()) {
      if (least.containsKey(setting.name()) && !ANY_TEXT.contains(setting.type())) {
        Map<String, String> settings = new HashMap<>(least);
        settings.put(setting.name(), wrong);
        String told =
            Seen.failing(
                    ConfigurationException.class,
                    Rule.DISCOVERY,
                    () -> factory().open(set(settings)))
                .toString();
        Rule.DISCOVERY.check(
            told.contains(setting.name()) && !told.contains(wrong),
            () -> "for a wrong " + setting + " it says: " + told);
      }
    }
  }

  /** Nobody is asked. */
  @Test
  default void opening_asks_nobody() {
    try (ScriptedServer server = counting()) {
      try (Provider provider = factory().open(set(settings(server.uri().toString())))) {
        provider.chat("tck-model").capabilities();
        provider.models();
      }
      Rule.QUIET_OPEN.same(0, connections(server), "the number of connections");
    }
  }

  /** Tells each client how many were there before it, and waits for it to go. */
  private static ScriptedServer counting() {
    return ScriptedServer.start(
        connection -> {
          connection.send(new byte[] {(byte) connection.number()});
          connection.awaitHangUp();
        });
  }

  /** How many connections there were before one that is made for this question. */
  private static int connections(ScriptedServer server) {
    URI address = server.uri();
    try (Socket own = new Socket(address.getHost(), address.getPort())) {
      return own.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Secrets that were set. */
  @Test
  default void no_text_of_an_open_provider_shows_a_secret() {
    Map<String, String> settings = settings("http://127.0.0.1:9");
    try (Provider provider = factory().open(set(settings))) {
      List<Object> shown = List.of(factory(), provider, provider.chat("tck-model"));
      for (Setting setting : factory().settings().all()) {
        if (setting.secret() && settings.containsKey(setting.name())) {
          String secret = settings.get(setting.name());
          shown.forEach(
              each ->
                  Rule.NO_SECRETS.check(
                      !each.toString().contains(secret),
                      () -> each.getClass().getSimpleName() + " shows " + setting.name()));
        }
      }
    }
  }

  /** Closed is closed. */
  @Test
  default void a_closed_provider_refuses_calls_and_may_be_closed_again() {
    try (ScriptedServer server = counting()) {
      Provider provider = factory().open(set(settings(server.uri().toString())));
      ChatModel model = provider.chat("tck-model");
      Seen.quietly(Rule.CLOSED, "closing a provider", provider::close);
      Seen.quietly(Rule.CLOSED, "closing it again", provider::close);
      refuses("a call", () -> model.complete(ChatRequest.of("CLOSED")));
      refuses("a stream", () -> model.stream(ChatRequest.of("CLOSED")).completion());
      Rule.CLOSED.same(0, connections(server), "the number of connections");
    }
  }

  private static void refuses(String what, Supplier<?> call) {
    Seen.quietly(Rule.CLOSED, "refusing " + what, () -> Seen.refusedAsClosed(call));
  }
}
