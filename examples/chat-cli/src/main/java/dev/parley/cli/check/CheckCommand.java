package dev.parley.cli.check;

import dev.parley.Models;
import dev.parley.chat.ModelId;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.setup.EnvFiles;
import dev.parley.cli.setup.Setup;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Checks what is set up and whether it works, without a prompt. */
public final class CheckCommand implements Subcommand {
  private final Setup setup;
  private final EnvFiles envFiles;
  private final ConfigurationCheck configuration;
  private final ProviderCheck providers;
  private final StoreCheckUp store;
  private final CheckReport report;
  private final AnswerWriter out;

  @Inject
  CheckCommand(
      Setup setup,
      EnvFiles envFiles,
      ConfigurationCheck configuration,
      ProviderCheck providers,
      StoreCheckUp store,
      CheckReport report,
      AnswerWriter out) {
    this.setup = setup;
    this.envFiles = envFiles;
    this.configuration = configuration;
    this.providers = providers;
    this.store = store;
    this.report = report;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new CheckOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    CheckOptions options = Arguments.parse("parley check", new CheckOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    Optional<Config> config = configuration.read(options.setup);
    if (config.isPresent()) {
      try (Models models = setup.models(config.get())) {
        configuration.settings(config.get(), models);
        check(options, config.get(), models);
        store.check(config.get());
      }
    }
    return report.code();
  }

  private void check(CheckOptions options, Config config, Models models) throws IOException {
    Map<String, List<String>> chosen;
    try {
      chosen = chosen(options.subject, config, models);
    } catch (ConfigurationException e) {
      report.bad("model", e);
      return;
    }
    for (Map.Entry<String, List<String>> each : chosen.entrySet()) {
      providers.check(each.getKey(), each.getValue(), config, models, envFiles.read(options.setup));
    }
  }

  /** The instances to look at, each with the models that are meant of it. */
  private static Map<String, List<String>> chosen(String subject, Config config, Models models) {
    Map<String, List<String>> configured = new LinkedHashMap<>();
    List<String> addresses = new ArrayList<>();
    config.model().ifPresent(model -> addresses.addAll(List.of(model.split("\\|", -1))));
    config.embeddingModel().ifPresent(addresses::add);
    if (subject.indexOf(':') >= 0) {
      addresses.clear();
      addresses.add(subject);
    }
    for (String address : addresses) {
      ModelId id = parse(address.strip());
      configured.computeIfAbsent(id.provider(), key -> new ArrayList<>()).add(id.model());
    }
    if (subject.indexOf(':') >= 0) {
      return configured;
    } else if (!subject.isEmpty()) {
      return Map.of(subject, configured.getOrDefault(subject, List.of()));
    }
    new TreeSet<>(config.instances()).forEach(each -> configured.putIfAbsent(each, List.of()));
    if (addresses.isEmpty()) {
      models.chat(); // Says that there is none, and how to begin.
    }
    return configured;
  }

  private static ModelId parse(String address) {
    try {
      return ModelId.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          ConfigurationException.Kind.MALFORMED_ADDRESS,
          "\"" + address + "\" is no address of a model; it looks like provider:model");
    }
  }
}
