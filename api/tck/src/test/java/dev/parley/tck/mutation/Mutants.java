package dev.parley.tck.mutation;

import java.util.List;
import java.util.stream.Stream;

/** The table of all mutants. */
final class Mutants {
  private Mutants() {}

  static List<Mutant> all() {
    return Stream.of(
            AnswerMutants.all(),
            EndMutants.all(),
            CancelMutants.all(),
            TimeoutMutants.all(),
            ErrorMutants.all(),
            PolicyMutants.all(),
            CrowdMutants.all(),
            EmbeddingMutants.all(),
            ProviderMutants.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The mutant of that flaw. */
  static Mutant that(String flaw) {
    return all().stream()
        .filter(mutant -> mutant.flaw().equals(flaw))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No mutant that " + flaw));
  }
}
