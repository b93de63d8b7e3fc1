package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.check.ModelListing;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.config.Config;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;

/** Tries keys by asking for the list of models, which costs nothing. */
final class KeyTest {
  private final ModelListing listing;
  private final FailureSentence sentences;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  KeyTest(
      ModelListing listing, FailureSentence sentences, AnswerWriter out, Diagnostics diagnostics) {
    this.listing = listing;
    this.sentences = sentences;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /** {@return how the first one fails, if one does} Says of each how it went. */
  ExitCode run(List<String> instances, Config config, Models models) throws IOException {
    if (instances.isEmpty()) {
      throw new UsageException("No key is set, so there is none to test; see parley keys --help");
    }
    ExitCode worst = ExitCode.OK;
    for (String instance : instances) {
      try {
        String said =
            listing
                .list(instance, config, models)
                .map(list -> "ok, " + list.size() + (list.size() == 1 ? " model" : " models"))
                .orElse("has no list of models to try its key with");
        out.write(instance + ": " + said + "\n");
      } catch (ParleyException e) {
        worst = worst == ExitCode.OK ? ExitCode.of(e) : worst;
        diagnostics.say(sentences.of(e));
      }
    }
    return worst;
  }
}
