package dev.parley.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What a failure of the kit says: the rule, what was seen, and where the rule is written. */
class RuleTest {
  private static final List<String> PACKAGES =
      List.of("chat", "config", "embedding", "error", "store", "message", "spi");

  @Test
  void a_failure_says_the_rule_what_was_seen_and_where_the_rule_is_written() {
    AssertionFailedError failure =
        assertThrows(
            AssertionFailedError.class, () -> Rule.NOTHING_LOST.same("Hello", "Hel", "the text"));
    assertEquals(
        "Broken: nothing-lost: what the other side sends arrives whole and in its order."
            + " Seen: the text is Hel, not Hello. Written in: CompletionEvent",
        failure.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void a_rule_is_one_sentence_that_goes_into_a_message(Rule rule) {
    assertTrue(rule.text().matches("[a-zA-Z].*[^.\\s]"), rule.text());
    assertFalse(rule.text().contains("\n") || rule.text().contains(". "), rule.text());
  }

  @ParameterizedTest
  @EnumSource
  void a_rule_is_written_where_it_says(Rule rule) {
    String[] where = rule.where().split("\\.", -1);
    if (where[0].startsWith("design ")) {
      assertTrue(where[0].matches("design \\d"), rule.where());
      return;
    }
    Class<?> type = type(where[0]);
    assertTrue(
        where.length == 1
            || Arrays.stream(type.getMethods()).anyMatch(each -> each.getName().equals(where[1])),
        () -> "no method " + rule.where());
  }

  /** The public type of the API that has that name. */
  private static Class<?> type(String name) {
    for (String each : PACKAGES) {
      try {
        return Class.forName("dev.parley." + each + "." + name);
      } catch (ClassNotFoundException e) {
        // Then it is in another.
      }
    }
    throw new AssertionError("The API has no type " + name);
  }

  @Test
  void what_holds_says_nothing() {
    Rule.USAGE.same(2L, 2L, "the number of output tokens");
    Rule.USAGE.check(
        true,
        () -> {
          throw new AssertionError("asked what was seen");
        });
  }

  @Test
  void a_surprise_is_told_as_a_rule_too() {
    IllegalStateException surprise = new IllegalStateException("of the provider's");
    AssertionFailedError told = surprised(surprise);
    assertTrue(told.getMessage().startsWith("Broken: healthy: "), told.getMessage());
    assertTrue(told.getMessage().contains("of the provider's"), told.getMessage());
    assertSame(surprise, told.getCause());
    assertTrue(surprised(new TimeoutException("60 s")).getMessage().contains("it hangs: 60 s"));
  }

  private static AssertionFailedError surprised(Throwable surprise) {
    return assertThrows(
        AssertionFailedError.class,
        () -> new Surprises().handleTestExecutionException(null, surprise));
  }

  @Test
  void what_the_kit_says_itself_stays_as_it_is() {
    AssertionFailedError broken = Rule.CLOSED.broken("it", null);
    assertSame(broken, surprised(broken));
    TestAbortedException aborted = new TestAbortedException("not applicable: no tools");
    assertSame(
        aborted,
        assertThrows(
            TestAbortedException.class,
            () -> new Surprises().handleTestExecutionException(null, aborted)));
  }

  @Test
  void what_happens_elsewhere_is_told_here() {
    CompletableFuture<String> broken =
        Seen.elsewhere(
            () -> {
              throw Rule.TIMEOUTS.broken("it took for ever", null);
            });
    AssertionFailedError told =
        assertThrows(AssertionFailedError.class, () -> Seen.soon(broken, Rule.CLOSED, "a call"));
    assertTrue(told.getMessage().startsWith("Broken: timeouts: "), told.getMessage());
    CompletableFuture<String> failed =
        Seen.elsewhere(
            () -> {
              throw new IllegalStateException("closed");
            });
    told = assertThrows(AssertionFailedError.class, () -> Seen.soon(failed, Rule.CLOSED, "a call"));
    assertTrue(told.getMessage().startsWith("Broken: closed: "), told.getMessage());
    assertTrue(told.getMessage().contains("a call threw java.lang.IllegalState"), told.toString());
    assertDoesNotThrow(() -> Seen.quietly(Rule.CLOSED, "nothing", () -> {}));
  }
}
