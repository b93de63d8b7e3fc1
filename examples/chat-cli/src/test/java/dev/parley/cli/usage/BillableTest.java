package dev.parley.cli.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BillableTest {
  private static final ErrorDetails BARE = ErrorDetails.of(ModelId.parse("a:m"));

  private static ErrorDetails status(int status) {
    return BARE.toBuilder().status(status).build();
  }

  private static TimedOutException late(Timeouts.Kind kind) {
    return new TimedOutException("late", BARE, kind, Duration.ofSeconds(1), null);
  }

  @Test
  void what_is_found_here_is_not_sent() {
    assertFalse(Billable.is(new InvalidRequestException("no seed here", BARE, null)));
    assertFalse(
        Billable.is(new ConfigurationException(ConfigurationException.Kind.INVALID_VALUE, "key")));
    assertTrue(Billable.is(new InvalidRequestException("in the stream", status(200), null)));
  }

  @Test
  void a_connection_that_never_stood_carried_nothing() {
    assertFalse(Billable.is(late(Timeouts.Kind.CONNECT)));
    assertTrue(Billable.is(late(Timeouts.Kind.FIRST_EVENT)));
  }

  @Test
  void what_nobody_foresaw_may_be_billed() {
    assertTrue(Billable.is(new IllegalStateException("a bug")));
    assertTrue(Billable.is(new CancelledException("interrupted", BARE, null)));
  }

  @Test
  void a_call_that_is_given_up_while_it_waits_has_the_attempts_before() {
    UnavailableException first = new UnavailableException("down", status(502), null);
    RateLimitedException second = new RateLimitedException("slow", status(429), null);
    second.addSuppressed(first);
    CancelledException givenUp = new CancelledException("waiting", BARE, second);
    for (CancelledException each :
        List.of(givenUp, new CancelledException("closed", BARE, givenUp))) {
      assertSame(second, Billable.last(each));
      assertEquals(List.of(first), Billable.earlier(each));
    }
  }

  @Test
  void a_stream_that_is_closed_in_its_second_attempt_has_the_one_before() {
    UnavailableException first = new UnavailableException("down", status(502), null);
    ErrorDetails two = BARE.toBuilder().attempts(2).build();
    CancelledException underWay = new CancelledException("closed", two, new IOException("closed"));
    underWay.addSuppressed(first);
    CancelledException outer = new CancelledException("closed", BARE, underWay);
    assertSame(underWay, Billable.last(outer));
    assertEquals(List.of(first), Billable.earlier(outer));
    assertEquals(2, Billable.attempts(outer));
    assertTrue(Billable.is(underWay));
  }
}
