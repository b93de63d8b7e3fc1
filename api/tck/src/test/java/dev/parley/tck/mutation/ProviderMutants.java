package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.spi.Provider;
import dev.parley.tck.Rule;
import dev.parley.tck.toy.ToyFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** What is wrong with factories, providers and closing. */
final class ProviderMutants {
  private ProviderMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("answers when its model is closed")
            .models(Unclosable::new)
            .fails(
                "a_closed_model_refuses_calls_and_may_be_closed_again",
                Rule.CLOSED,
                "it did not fail")
            .holds("text_comes_whole", "closing_the_provider_ends_what_is_under_way"),
        Mutant.that("falls over its own feet when it is closed")
            .models(Stumbling::new)
            .fails(
                "a_closed_model_refuses_calls_and_may_be_closed_again",
                Rule.CLOSED,
                "it was not refused, but failed with java.lang.NullPointerException")
            .holds("text_comes_whole", "closing_the_provider_ends_what_is_under_way"),
        Mutant.that("sends when it is closed")
            .factory(Unclosed::new)
            .fails(
                "a_closed_provider_refuses_calls_and_may_be_closed_again",
                Rule.CLOSED,
                "refusing a call took longer")
            .holds("opening_asks_nobody", "every_setting_is_described"),
        Mutant.that("can be closed once only")
            .factory(ClosedOnce::new)
            .fails(
                "a_closed_provider_refuses_calls_and_may_be_closed_again",
                Rule.CLOSED,
                "closing it again threw")
            .holds("opening_asks_nobody", "every_setting_is_described"),
        Mutant.that("connects when it is opened")
            .factory(Curious::new)
            .fails("opening_asks_nobody", Rule.QUIET_OPEN, "the number of connections is 1")
            .holds("every_setting_is_described", "the_id_is_a_name_and_stays_the_same"),
        Mutant.that("shows its key")
            .factory(Showing::new)
            .fails("no_text_of_an_open_provider_shows_a_secret", Rule.NO_SECRETS, "shows key")
            .holds("opening_asks_nobody", "every_setting_is_described"),
        Mutant.that("has no name")
            .factory(Nameless::new)
            .fails("the_id_is_a_name_and_stays_the_same", Rule.DISCOVERY, "the id \"Toy 1\"")
            .holds("every_setting_is_described"),
        Mutant.that("changes its name")
            .factory(Changing::new)
            .fails("the_id_is_a_name_and_stays_the_same", Rule.DISCOVERY, "the id asked again")
            .holds("every_setting_is_described"),
        Mutant.that("is not installed")
            .installed(List.of())
            .fails(
                "service_loader_finds_it_and_no_other_of_its_id",
                Rule.DISCOVERY,
                "looking for the id: No provider")
            .holds("every_setting_is_described", "the_id_is_a_name_and_stays_the_same"),
        Mutant.that("has the name of another")
            .installed(List.of(ToyFactory.class, Showing.class))
            .fails("service_loader_finds_it_and_no_other_of_its_id", Rule.DISCOVERY, "Showing")
            .holds("every_setting_is_described", "the_id_is_a_name_and_stays_the_same"),
        Mutant.that("does not explain a setting")
            .factory(Unexplained::new)
            .fails("every_setting_is_described", Rule.DISCOVERY, "no help for setting mystery")
            .holds("opening_asks_nobody", "the_id_is_a_name_and_stays_the_same"),
        Mutant.that("has a key for everybody")
            .factory(Generous::new)
            .fails("every_setting_is_described", Rule.DISCOVERY, "a default for the secret spare")
            .holds("opening_asks_nobody", "the_id_is_a_name_and_stays_the_same"),
        Mutant.that("says which value of a setting is wrong")
            .factory(Quoting::new)
            .fails(
                "a_needed_setting_of_the_wrong_kind_is_refused_by_its_name_only",
                Rule.DISCOVERY,
                "for a wrong address (URL) it says")
            .holds("opening_asks_nobody", "every_setting_is_described"),
        Mutant.that("breaks on a setting that is wrong")
            .factory(Careless::new)
            .fails(
                "a_needed_setting_of_the_wrong_kind_is_refused_by_its_name_only",
                Rule.DISCOVERY,
                "IllegalArgumentException")
            .holds("opening_asks_nobody", "every_setting_is_described"));
  }

  private static final class Unclosable extends EditedModel {
    Unclosable(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public void close() {}
  }

  private static final class Stumbling extends EditedModel {
    private volatile boolean closed;

    Stumbling(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      if (closed) {
        throw new NullPointerException("pool");
      }
      return super.complete(request);
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  /** A provider that passes everything on. */
  static class Passing implements Provider {
    private final Provider inner;

    Passing(Provider inner) {
      this.inner = inner;
    }

    @Override
    public ChatModel chat(String model) {
      return inner.chat(model);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  static Provider unclosed(Provider provider) {
    return new Passing(provider) {
      @Override
      public void close() {}
    };
  }

  /** Has a provider without an end. */
  public static final class Unclosed extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      return unclosed(super.open(settings));
    }
  }

  /** Has a provider that minds. */
  public static final class ClosedOnce extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      AtomicInteger closed = new AtomicInteger();
      return new Passing(super.open(settings)) {
        @Override
        public void close() {
          if (closed.getAndIncrement() > 0) {
            throw new IllegalStateException("closed already");
          }
          super.close();
        }
      };
    }
  }

  /** Looks whether the server is there. */
  public static final class Curious extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      URI address = settings.url("address").orElseThrow();
      try {
        new Socket(address.getHost(), address.getPort()).close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return super.open(settings);
    }
  }

  /** Has a provider that tells everything. */
  public static final class Showing extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      String key = settings.secret("key").orElseThrow().get().reveal();
      return new Passing(super.open(settings)) {
        @Override
        public String toString() {
          return "toy with " + key;
        }
      };
    }
  }

  /** Has an id with a blank. */
  public static final class Nameless extends ToyFactory {
    @Override
    public String id() {
      return "Toy 1";
    }
  }

  /** Has another id each time. */
  public static final class Changing extends ToyFactory {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String id() {
      return "toy" + asked.incrementAndGet();
    }
  }

  /** Has a setting without a word. */
  public static final class Unexplained extends ToyFactory {
    @Override
    public SettingsSpec settings() {
      return with(super.settings(), Setting.of("mystery", Setting.Type.TEXT, " "));
    }
  }

  /** Has a secret that everybody knows. */
  public static final class Generous extends ToyFactory {
    @Override
    public SettingsSpec settings() {
      return with(
          super.settings(),
          Setting.of("spare", Setting.Type.SECRET, "Another key.").withDefault("1234"));
    }
  }

  /** Tells more than the name. */
  public static final class Quoting extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      try {
        return super.open(settings);
      } catch (ConfigurationException e) {
        throw settings.invalid("address", "no address: " + settings.text("address").orElse(""));
      }
    }
  }

  /** Does not say which setting. */
  public static final class Careless extends ToyFactory {
    @Override
    public Provider open(ProviderSettings settings) {
      try {
        return super.open(settings);
      } catch (ConfigurationException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }

  private static SettingsSpec with(SettingsSpec spec, Setting more) {
    Setting[] settings = new Setting[spec.all().size() + 1];
    spec.all().toArray(settings);
    settings[settings.length - 1] = more;
    return SettingsSpec.of(settings);
  }
}
