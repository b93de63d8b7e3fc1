package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.testing.plugin.CountingByHead;
import dev.parley.testing.plugin.CountingByHeadAgain;
import dev.parley.testing.plugin.CountingWithoutTable;
import dev.parley.testing.plugin.PluginLoader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters of tokens that are installed, or not. */
class TokenCounterTest {
  private static final ModelId MODEL = new ModelId("work", "m");
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String NO_SUCH = "no.Such";

  @TempDir Path folder;

  private TokenCounter installed(String provider, String... names) throws Exception {
    return PluginLoader.with(
        folder, TokenCounter.class, () -> TokenCounter.installed(provider), names);
  }

  private static String[] names(Class<?>... counters) {
    return Stream.of(counters).map(Class::getName).toArray(String[]::new);
  }

  @Test
  void the_counter_of_the_provider_counts_whoever_asks() throws Exception {
    TokenCounter counter = installed("listed", names(CountingByHead.class));
    assertEquals("listed", counter.provider());
    // The class loader is that of the thread that made it, which is not this thread's any more.
    assertEquals(Optional.of(new TokenCount(1, true)), counter.count(MODEL, HI));
    assertEquals(Optional.of(new TokenCount(1, true)), counter.count(MODEL, HI));
  }

  @Test
  void another_providers_counter_does_not_count() throws Exception {
    assertTrue(installed("other", names(CountingByHead.class)).count(MODEL, HI).isEmpty());
    assertTrue(installed("other").count(MODEL, HI).isEmpty());
    assertTrue(
        installed("other", names(CountingByHead.class, CountingByHeadAgain.class))
            .count(MODEL, HI)
            .isEmpty());
  }

  @Test
  void two_counters_of_one_provider_are_an_error_that_names_them() throws Exception {
    TokenCounter counter =
        installed("listed", names(CountingByHead.class, CountingByHeadAgain.class));
    for (int i = 0; i < 2; i++) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> counter.count(MODEL, HI));
      assertEquals(Kind.DUPLICATE_PROVIDER, e.kind());
      assertTrue(e.getMessage().contains(CountingByHeadAgain.class.getName()), e.getMessage());
    }
  }

  @Test
  void a_broken_counter_does_not_hide_a_good_one() throws Exception {
    TokenCounter counter = installed("listed", NO_SUCH, CountingByHead.class.getName());
    assertEquals(Optional.of(new TokenCount(1, true)), counter.count(MODEL, HI));
  }

  @Test
  void where_only_broken_ones_are_that_is_told() throws Exception {
    TokenCounter counter = installed("listed", NO_SUCH);
    for (int i = 0; i < 2; i++) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> counter.count(MODEL, HI));
      assertEquals(Kind.BROKEN_PROVIDER, e.kind());
      assertTrue(e.getMessage().contains(NO_SUCH), e.getMessage());
    }
  }

  @Test
  void a_counter_that_lacks_a_class_is_an_error_that_names_both() throws Exception {
    TokenCounter counter = installed("listed", names(CountingWithoutTable.class));
    for (int i = 0; i < 2; i++) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> counter.count(MODEL, HI));
      assertEquals(Kind.BROKEN_PROVIDER, e.kind());
      assertTrue(e.getMessage().contains(CountingWithoutTable.class.getName()), e.getMessage());
      assertTrue(e.getMessage().contains("no/such/Table"), e.getMessage());
      assertEquals(NoClassDefFoundError.class, e.getCause().getClass());
    }
  }
}
