package dev.parley.cli.batch;

import static java.util.Objects.requireNonNull;

import dev.parley.Models;
import dev.parley.batch.BatchEvent;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchInputException;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchLog;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.TokenCount;
import dev.parley.cli.ask.Rehearsed;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.JsonLine;
import dev.parley.config.Config;
import dev.parley.message.Part;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.TokenEstimate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what the first row would send, and how much there is to ask. Asks a model that is none, one
 * row after another, and keeps nothing.
 */
final class RowsRehearsal {
  private final AnswerWriter out;
  private final Diagnostics diagnostics;

  @Inject
  RowsRehearsal(AnswerWriter out, Diagnostics diagnostics) {
    this.out = out;
    this.diagnostics = diagnostics;
  }

  /**
   * Says it.
   *
   * @param target where earlier runs kept answers, if they did
   */
  ExitCode run(Asked.How how, Scene scene, BatchInput rows, Optional<Path> target)
      throws IOException {
    RehearsalTally tally = new RehearsalTally(earlier(target), how.options().limit);
    scene.stage().tally = tally;
    FirstFailures failures =
        new FirstFailures(
            result ->
                RehearsalTally.isGuarded(result)
                    ? "would be refused"
                    : FirstFailures.outcome(result));
    BatchListener both =
        (event, soFar) -> {
          if (event instanceof BatchEvent.Ended ended) {
            RehearsalTally.Fate fate = tally.ended(ended.result());
            if (fate != RehearsalTally.Fate.ASKED) {
              how.guarded().drop(ended.result().id());
            }
            if (fate != RehearsalTally.Fate.DONE && fate != RehearsalTally.Fate.LEFT) {
              failures.on(event, soFar);
            }
          }
        };
    try (BatchLog nothing = BatchLog.to(OutputStream.nullOutputStream())) {
      Asked.batch(how, Optional.empty(), both).concurrency(1).build().run(rows, nothing);
    } catch (BatchInputException e) {
      throw BatchFiles.brokenOff(requireNonNull(how.options().in, "checked"), e, true);
    }
    failures.lines().forEach(diagnostics::say);
    how.guarded().tell();
    print(tally, how, scene);
    return ExitCode.OK;
  }

  /** What was asked before and is not asked again. */
  private static Map<String, RehearsalTally.Earlier> earlier(Optional<Path> target) {
    Map<String, RehearsalTally.Earlier> found = new HashMap<>();
    if (target.isPresent() && Files.exists(target.get())) {
      try {
        BatchLog.read(
            target.get(),
            result -> {
              if (result.outcome().isFinal()) {
                found.put(
                    result.id(),
                    new RehearsalTally.Earlier(
                        result.outcome(), result.fingerprint(), result.asked()));
              } else {
                found.remove(result.id()); // What came last counts.
              }
            });
      } catch (IOException e) {
        throw BatchFiles.unusable(target.get(), e);
      }
    }
    return found;
  }

  private void print(RehearsalTally tally, Asked.How how, Scene scene) throws IOException {
    Optional<Rehearsed> first = tally.first(scene.config(), scene.door());
    if (how.options().json) {
      String line =
          JsonLine.of(
              fields -> {
                if (first.isPresent()) {
                  first.get().fields(fields);
                }
                tally.write(fields);
                how.guarded().write(fields);
              });
      out.write(line + "\n");
      return;
    }
    if (first.isPresent()) {
      out.write(first.get().lines());
    }
    out.write(tally.lines());
  }

  /** Whom would be asked, by what configuration. */
  record Scene(Stage stage, Config config, Models door) {}

  /** Puts a model that is none in the place of each. */
  static final class Stage implements PolicyDefaults {
    private @Nullable RehearsalTally tally;

    @Override
    public ChatModel wrap(ChatModel model, Config config) {
      return new Silent(model);
    }

    @Override
    public ChatModel join(List<ChatModel> models, Config config) {
      return models.get(0);
    }

    private final class Silent extends ForwardingChatModel {
      Silent(ChatModel inner) {
        super(inner);
      }

      @Override
      public TokenCount countTokens(ChatRequest request) {
        return TokenEstimate.of(request); // A local server would be started.
      }

      @Override
      public Completion complete(ChatRequest request) {
        requireNonNull(tally).asked(id(), request);
        return Completion.builder(id())
            .content(List.of(Part.text("")))
            .finishReason(FinishReason.STOP)
            .build();
      }
    }
  }
}
