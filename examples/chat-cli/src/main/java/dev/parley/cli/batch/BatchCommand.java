package dev.parley.cli.batch;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.RequestOptions;
import dev.parley.cli.ask.WholeTimeout;
import dev.parley.cli.money.PriceTable;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Arguments;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Subcommand;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.schema.AnswerSchema;
import dev.parley.cli.setup.ModelChoice;
import dev.parley.cli.setup.Setup;
import dev.parley.cli.setup.ToolGuard;
import dev.parley.config.Config;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks many prompts, each once. */
public final class BatchCommand implements Subcommand {
  private final Setup setup;
  private final ModelChoice models;
  private final Provider<RowsRun> rows;
  private final Provider<SplitRun> split;
  private final Surroundings surroundings;
  private final PriceTable prices;
  private final ToolGuard guard;
  private final GuardedRows guarded;
  private final AnswerWriter out;

  @Inject
  BatchCommand(
      Setup setup,
      ModelChoice models,
      Provider<RowsRun> rows,
      Provider<SplitRun> split,
      Surroundings surroundings,
      PriceTable prices,
      ToolGuard guard,
      GuardedRows guarded,
      AnswerWriter out) {
    this.setup = setup;
    this.models = models;
    this.rows = rows;
    this.split = split;
    this.surroundings = surroundings;
    this.prices = prices;
    this.guard = guard;
    this.guarded = guarded;
    this.out = out;
  }

  @Override
  public String usage() {
    return Arguments.usage(new BatchOptions());
  }

  @Override
  public ExitCode run(String... arguments) throws IOException {
    BatchOptions options = Arguments.parse("parley batch", new BatchOptions(), arguments);
    if (options.setup.help) {
      out.write(usage());
      return ExitCode.OK;
    }
    options.check();
    RequestOptions requests = options.options.isEmpty() ? null : RequestOptions.of(options.options);
    AnswerSchema schema =
        options.schema == null
            ? null
            : AnswerSchema.of(options.schema, surroundings.workingFolder());
    Config.Builder config = setup.config(options.setup);
    options.budget.into(config);
    if (options.timeout != null) {
      WholeTimeout.into(config, options.timeout);
    }
    Optional<RateLimit> rate = BatchRate.take(options, config, surroundings.workingFolder());
    // A row that waits for another attempt must not keep a place among those at once.
    config.set("retries", "0");
    return run(options, requests, schema, config.build(), rate);
  }

  private ExitCode run(
      BatchOptions options,
      @Nullable RequestOptions requests,
      @Nullable AnswerSchema schema,
      Config config,
      Optional<RateLimit> rate)
      throws IOException {
    RowsRehearsal.Stage stage = new RowsRehearsal.Stage();
    try (Models door = options.dryRun ? setup.models(config, stage) : setup.models(config)) {
      if (requests != null) {
        requests.requireAsked(options.model.address, door, config);
      }
      ChatModel model =
          guarded.watch(
              models.open(door, options.model.address, false, options.setup), guard, options);
      Asked.How how =
          new Asked.How(
              schema == null || options.dryRun ? model : new SchemaModel(model, schema),
              options,
              new RowDefaults(options.system, requests, schema),
              new RowPricing(prices.read(config, door.installed())),
              guarded);
      RowsRehearsal.Scene scene = new RowsRehearsal.Scene(stage, config, door);
      if (options.split != null) {
        return options.dryRun ? split.get().rehearse(how, scene) : split.get().run(how, rate);
      }
      return options.dryRun ? rows.get().rehearse(how, scene) : rows.get().run(how, rate);
    }
  }
}
