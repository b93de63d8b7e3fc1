package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recall and precision of every kind, of which the README has the table. */
class CorpusTest {
  private static final class Measure {
    int cases;
    int found;
    int falseAlarms;

    double recall() {
      return 100.0 * found / cases;
    }

    double precision() {
      return 100.0 * found / (found + falseAlarms);
    }
  }

  private static final TextScan SCAN = TextScan.of(EnumSet.allOf(GuardKind.class), List.of());
  private static final Map<GuardKind, Measure> MEASURES = new EnumMap<>(GuardKind.class);
  private static final List<String> MISSED = new ArrayList<>();
  private static final List<String> ALARMS = new ArrayList<>();

  @BeforeAll
  static void measure() {
    for (GuardKind kind : GuardKind.values()) {
      MEASURES.put(kind, new Measure());
    }
    for (Corpus.TrueCase each : Corpus.trueCases()) {
      Measure measure = MEASURES.get(each.kind());
      measure.cases++;
      Scanned scanned = SCAN.scan(each.text());
      boolean hit = scanned.found().stream().anyMatch(s -> s.kind().equals(each.kind().id()));
      if (hit && each.pieceIn(scanned.redacted()).isEmpty()) {
        measure.found++;
      } else {
        MISSED.add(each.kind().id() + ": " + each.text() + " -> " + scanned.redacted());
      }
      scanned.found().stream()
          .filter(span -> !span.kind().equals(each.kind().id()))
          .forEach(span -> alarm(span, each.text()));
    }
    for (String text : FalseCases.all()) {
      SCAN.scan(text).found().forEach(span -> alarm(span, text));
    }
  }

  private static void alarm(Span span, String text) {
    ALARMS.add(span.kind() + ": " + text);
    GuardKind kind = GuardKind.named(span.kind()).iterator().next();
    MEASURES.get(kind).falseAlarms++;
  }

  @Test
  void there_are_hundreds_of_cases_of_either_sort() {
    assertTrue(Corpus.trueCases().size() > 500, Corpus.trueCases().size() + " true cases");
    assertTrue(FalseCases.all().size() > 500, FalseCases.all().size() + " false cases");
  }

  @ParameterizedTest
  @EnumSource
  void every_kind_has_enough_cases(GuardKind kind) {
    assertTrue(MEASURES.get(kind).cases >= 10, kind + ": " + MEASURES.get(kind).cases);
  }

  /** What has a form of its own is found always; what is guessed, mostly. */
  @ParameterizedTest
  @EnumSource
  void recall_and_precision_hold(GuardKind kind) {
    Measure measure = MEASURES.get(kind);
    double recall = kind == GuardKind.PASSWORD || kind == GuardKind.PHONE ? 90 : 100;
    double precision = kind == GuardKind.CARD_NUMBER ? 90 : kind == GuardKind.PASSWORD ? 97 : 100;
    assertTrue(measure.recall() >= recall, () -> measure.recall() + " % of " + kind + MISSED);
    assertTrue(measure.precision() >= precision, () -> measure.precision() + " " + kind + ALARMS);
  }

  @Test
  void the_readme_has_the_measures() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    List<String> missing = new ArrayList<>();
    for (GuardKind kind : GuardKind.values()) {
      Measure measure = MEASURES.get(kind);
      String row =
          String.format(
              Locale.ROOT,
              "| `%s` | %d | %.1f %% | %.1f %% |",
              kind.id(),
              measure.cases,
              measure.recall(),
              measure.precision());
      if (!readme.contains(row)) {
        missing.add(row);
      }
    }
    assertEquals(List.of(), missing, "missing rows of the README");
    String counts =
        Corpus.trueCases().size() + " true cases, " + FalseCases.all().size() + " false cases";
    assertTrue(readme.contains(counts), counts);
  }
}
