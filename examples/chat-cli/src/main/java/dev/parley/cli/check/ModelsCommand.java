package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.chat.ModelInfo;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ControlCharacters;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.DeclaredSecrets;
import dev.parley.cli.setup.FailureSentence;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists the models that providers tell of. One that fails is told and does not hide the others. */
public final class ModelsCommand implements Subcommand {
  private static final long MEGABYTE = 1_000_000;

  private final Surroundings surroundings;
  private final Setup setup;
  private final ModelListing listing;
  private final FailureSentence sentences;
  private final Failures failures;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  ModelsCommand(
      Surroundings surroundings,
      Setup setup,
      ModelListing listing,
      FailureSentence sentences,
      Failures failures,
      AnswerWriter out,
      Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.setup = setup;
    this.listing = listing;
    this.sentences = sentences;
    this.failures = failures;
    this.out = out;
    this.diagnostics = diagnostics;
  }

  @Override
  public String usage() {
    return Arguments.usage(new ModelsOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    ModelsOptions options = Arguments.parse("parley models", new ModelsOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    Config config = setup.config(options.setup).build();
    List<ModelInfo> found = new ArrayList<>();
    ExitCode code = ExitCode.OK;
    try (Models models = setup.models(config)) {
      models.problems().forEach(diagnostics::say);
      boolean named = !options.instances.isEmpty();
      for (String instance : named ? options.instances : all(config, models)) {
        try {
          List<ModelInfo> some = list(instance, config, models, named);
          if (options.json) {
            found.addAll(some);
          } else {
            print(some);
          }
        } catch (ParleyException e) {
          if (named || !notSetUp(e)) {
            ExitCode ends = failures.of(e, options.failureForm());
            code = code == ExitCode.OK ? ends : code;
          } else {
            diagnostics.note(sentences.of(e));
          }
        }
      }
    }
    if (options.json) {
      out.write(ListingJson.models(found) + "\n");
    }
    return code;
  }

  private List<String> all(Config config, Models models) {
    return List.copyOf(
        DeclaredSecrets.of(models.installed(), config, surroundings.environment())
            .instances()
            .keySet());
  }

  private List<ModelInfo> list(String instance, Config config, Models models, boolean named) {
    Optional<List<ModelInfo>> list = listing.list(instance, config, models);
    if (named && list.isEmpty()) {
      diagnostics.note(
          instance
              + " cannot tell its models"
              + (models.installed().containsKey(instance)
                  ? "; see parley providers " + instance + " for a setting that says where they are"
                  : ""));
    }
    return list.orElse(List.of());
  }

  /** Whoever asks for all does not mean those that were never set up. */
  private static boolean notSetUp(ParleyException failure) {
    return failure instanceof ConfigurationException wrong && wrong.kind() == Kind.MISSING_SETTING;
  }

  private void print(List<ModelInfo> models) throws IOException {
    for (ModelInfo model : models) {
      List<String> details = new ArrayList<>();
      if (!model.title().isEmpty() && !model.title().equals(model.id().model())) {
        details.add(model.title());
      }
      model
          .sizeBytes()
          .ifPresent(
              bytes -> details.add(String.format(Locale.ROOT, "%d MB", bytes / MEGABYTE + 1)));
      model.quantization().ifPresent(details::add);
      model.contextTokens().ifPresent(tokens -> details.add(tokens + " tokens"));
      model.problem().ifPresent(problem -> details.add("cannot be used: " + problem));
      out.write(ControlCharacters.oneLine(model.id().toString()));
      if (!details.isEmpty()) { // A name may have spaces, but no tab.
        out.write("\t" + ControlCharacters.oneLine(String.join(", ", details)));
      }
      out.write("\n");
    }
  }
}
