package dev.parley.cli.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.cli.money.Prices.Asked;
import dev.parley.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
  private static final String TABLE =
      """
      # A comment.
      model,input,cached input,output,currency,date
      openai:gpt-5,1.25,0.125,10,USD,2025-08-31,128000
      openai:gpt-5-mini, 0.25, 0.025, 2, USD, 2025-08-31
      openai:gpt-5-mini-2026-01-01,1,,1,USD,2026-01-01
      openai:gpt-4,30,,60,USD,2025-08-31
      openai:o*,9,,9,USD,2025-08-31
      openai:o3*,2,,8,USD,2025-08-31
      llama-local:*,0,,0,EUR,2025-08-31
      """;

  private final Prices prices =
      new Prices(
          PriceLines.read(TABLE, "t.csv"),
          List.of(),
          instance -> new Asked(instance.equals("work") ? "openai" : instance, false));

  @ParameterizedTest
  @CsvSource({
    "openai:gpt-5, openai:gpt-5",
    "openai:gpt-5-mini, openai:gpt-5-mini",
    "openai:gpt-5-mini-2026-08-07, openai:gpt-5-mini",
    "openai:gpt-5-mini-2026-01-01, openai:gpt-5-mini-2026-01-01",
    "openai:gpt-4-0613, openai:gpt-4",
    "openai:gpt-5-20260807, openai:gpt-5",
    "openai:gpt-5-pro, ''",
    "openai:gpt-5-mini-extra, ''",
    "openai:gpt-5x, ''",
    "openai:gpt, ''",
    "other:gpt-5, ''",
    "openai:o1, openai:o*",
    "openai:o3-mini, openai:o3*",
    "llama-local:/models/a.gguf, llama-local:*",
    "work:gpt-5-2025-08-07, openai:gpt-5"
  })
  void a_model_has_the_price_that_fits_it_best(String model, String pattern) {
    assertEquals(
        pattern,
        prices.of(ModelId.parse(model)).map(price -> price.models().toString()).orElse(""));
  }

  @Test
  void of_lines_that_fit_equally_the_last_one_counts() {
    String both = "a:m,1,,1,USD,2025-01-01\na:m,2,,2,USD,2025-02-02\n";
    Prices two =
        new Prices(PriceLines.read(both, "t"), List.of(), instance -> new Asked(instance, false));
    assertEquals("2", two.of(ModelId.parse("a:m")).orElseThrow().input().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "openai:gpt-5, ''",
    "openai:gpt-4, 29",
    "work:gpt-5, ''",
    "work:gpt-4, ''",
    "llama-local:x, 0",
    "box:x, 0"
  })
  void elsewhere_only_what_the_user_wrote_for_it_holds_and_what_is_free(
      String model, String input) {
    Map<String, String> providers = Map.of("work", "openai", "box", "llama-local");
    Prices elsewhere =
        new Prices(
            PriceLines.read(TABLE, "t.csv"),
            PriceLines.read("openai:gpt-4,29,,60,USD,2025-08-31\n", "own.csv"),
            instance -> new Asked(providers.getOrDefault(instance, instance), true));
    assertEquals(
        input,
        elsewhere.of(ModelId.parse(model)).map(price -> price.input().toString()).orElse(""));
  }

  @Test
  void what_is_free_of_the_users_is_so_only_where_it_names_the_instance() {
    String free = "openai:*,0,,0,USD,2025-08-31\n";
    Prices elsewhere =
        new Prices(
            PriceLines.read(TABLE, "t.csv"),
            PriceLines.read(free, "own.csv"),
            instance -> new Asked("openai", true));
    assertTrue(elsewhere.of(ModelId.parse("openai:gpt-5")).orElseThrow().isFree());
    assertEquals(Optional.empty(), elsewhere.of(ModelId.parse("work:gpt-5")));
  }

  @ParameterizedTest
  @CsvSource({
    "openai:gpt-5-mini, own.csv",
    "work:gpt-5-mini, own.csv",
    "openai:gpt-5, t.csv",
    "work:gpt-5, t.csv",
    "box:o3, own.csv"
  })
  void the_users_patterns_win_over_list_prices_that_fit_better(String model, String origin) {
    Prices both =
        new Prices(
            PriceLines.read(TABLE, "t.csv"),
            PriceLines.read(
                "openai:gpt-5-*,7,,7,USD,2025-08-31\nbox:*,7,,7,USD,2025-08-31\n", "own.csv"),
            instance -> new Asked("openai", false));
    assertTrue(both.of(ModelId.parse(model)).orElseThrow().origin().startsWith(origin));
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo, 0.50, 1.50",
    "gpt-3.5-turbo-0125, 0.50, 1.50",
    "gpt-3.5-turbo-1106, 1, 2",
    "gpt-3.5-turbo-0613, 1.50, 2"
  })
  void older_snapshots_have_their_own_list_prices(String model, String input, String output)
      throws IOException {
    String text;
    try (InputStream in = PriceTable.class.getResourceAsStream("prices.csv")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Prices listed =
        new Prices(PriceLines.read(text, "t"), List.of(), instance -> new Asked(instance, false));
    Price price = listed.of(ModelId.parse("openai:" + model)).orElseThrow();
    assertEquals(input, price.input().toString());
    assertEquals(output, price.output().toString());
  }

  @Test
  void cached_input_is_cheaper_and_thoughts_are_part_of_the_output() {
    Usage usage =
        Usage.reported().input(1_000_000).cachedInput(400_000).output(7).reasoning(5).build();
    // 600,000 at 0.25, 400,000 at 0.025, 7 at 2.
    assertEquals("0.160014", cost("openai:gpt-5-mini", usage));
  }

  @Test
  void cached_input_without_a_price_costs_as_much_as_other_input() {
    Usage usage = Usage.reported().input(1000).cachedInput(1000).output(1).build();
    assertEquals("0.03006", cost("openai:gpt-4", usage));
  }

  @Test
  void a_cache_that_is_counted_apart_makes_no_negative_price() {
    assertEquals(
        "0.00000025",
        cost("openai:gpt-5-mini", Usage.reported().input(10).cachedInput(1000).build()));
  }

  private String cost(String model, Usage usage) {
    return prices.cost(ModelId.parse(model), usage).orElseThrow().exact();
  }

  @Test
  void what_is_not_known_costs_nothing_known() {
    assertEquals(Optional.empty(), prices.cost(ModelId.parse("openai:gpt-5"), Usage.NONE));
    assertEquals(
        Optional.empty(), prices.cost(ModelId.parse("openai:gpt-6"), Usage.estimated(1, 1)));
    assertTrue(
        prices.cost(ModelId.parse("llama-local:x"), Usage.estimated(9, 9)).orElseThrow().isZero());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:m,1,,1,USD|5 fields",
        "a:m,1,,1,USD,2025-01-01,5,6,7|9 fields",
        "a:m,1,,1,USD,2025-01-01,5,many|the most input tokens must be a whole number",
        "am,1,,1,USD,2025-01-01|a model looks like",
        "a:*m,1,,1,USD,2025-01-01|a model looks like",
        "a:m,-1,,1,USD,2025-01-01|a price is",
        "a:m,1e9,,1,USD,2025-01-01|a price is",
        "a:m,,,1,USD,2025-01-01|a price is",
        "a:m,1,,1,dollar,2025-01-01|three capital letters",
        "a:m,1,,1,USD,yesterday|the date must be",
        "a:m,1,,1,USD,2025-01-01,0|whole number"
      })
  void a_malformed_line_is_told_by_its_file_and_number(String line, String problem) {
    String text = "# first\n\n" + line + "\n";
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> PriceLines.read(text, "/x/prices.csv"));
    assertTrue(e.getMessage().startsWith("/x/prices.csv, line 3: "), e.getMessage());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }
}
