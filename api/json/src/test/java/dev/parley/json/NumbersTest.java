package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void a_number_is_read_as_the_smallest_type_that_holds_it() {
    assertEquals(Integer.MIN_VALUE, Numbers.parse("-2147483648"));
    assertEquals(2147483648L, Numbers.parse("2147483648"));
    assertEquals(new BigInteger("9223372036854775808"), Numbers.parse("9223372036854775808"));
    assertEquals(0.5, Numbers.parse("0.5"));
    assertEquals(new BigDecimal("0.50"), Numbers.parse("0.50"));
    assertEquals(new BigDecimal("1E+400"), Numbers.parse("1E+400"));
  }

  @Test
  void numbers_of_all_types_are_spelled_as_json() {
    assertEquals("1", Numbers.spelled((short) 1));
    assertEquals("0.1", Numbers.spelled(0.1f));
    assertEquals("7", Numbers.spelled(new AtomicLong(7)));
    assertEquals("1E+3", Numbers.spelled(new BigDecimal("1E+3")));
    assertEquals("\"NaN\"", Numbers.spelled(Double.NaN));
  }

  @Test
  void a_number_that_would_take_long_to_read_is_neither_read_nor_written() {
    String longest = "9".repeat(1_000);

    assertEquals(longest, Numbers.spelled((BigInteger) Numbers.parse(longest)));
    assertThrows(NumberFormatException.class, () -> Numbers.parse(longest + "9"));
    assertThrows(
        IllegalArgumentException.class, () -> Numbers.spelled(new BigInteger(longest + "9")));
    assertThrows(NumberFormatException.class, () -> Numbers.parse("1e99999999999"));
  }
}
