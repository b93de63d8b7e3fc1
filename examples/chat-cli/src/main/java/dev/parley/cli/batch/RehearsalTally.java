package dev.parley.cli.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.Models;
import dev.parley.batch.BatchOutcome;
import dev.parley.batch.BatchResult;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.cli.ask.Rehearsed;
import dev.parley.config.Config;
import dev.parley.spi.TokenEstimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a batch would do. One row is under way at a time, so nothing here is shared. */
final class RehearsalTally {
  private final Map<String, Earlier> earlier;
  private final @Nullable Long limit;
  private @Nullable ModelId model;
  private @Nullable ChatRequest first;
  private @Nullable ChatRequest last;
  private long toAsk;
  private long guarded;
  private long done;
  private long left;
  private long tokens;

  /** Those that are invalid are told as they are read, ahead of the row that is under way. */
  private final List<Long> invalid = new ArrayList<>();

  /** The line of the last row that {@code --limit} lets through, once it is known. */
  private long end = Long.MAX_VALUE;

  /** What would become of a row. */
  enum Fate {
    /** It would be asked. */
    ASKED,
    /** It would be asked if the guard let it. */
    GUARDED,
    /** It is not asked again. */
    DONE,
    /** The next command would ask it. */
    LEFT,
    /** It cannot be asked. */
    INVALID
  }

  /**
   * How a row ended before.
   *
   * @param asked whom that run asked, if it is known
   */
  record Earlier(BatchOutcome outcome, String fingerprint, Optional<ModelId> asked) {
    /** Whether what was refused then is another request now, or for another model. */
    boolean isAskedAgain(BatchResult now) {
      return outcome == BatchOutcome.REFUSED
          && (!fingerprint.equals(now.fingerprint())
              || (asked.isPresent() && !asked.equals(now.asked())));
    }
  }

  /**
   * A tally of nothing yet.
   *
   * @param earlier what was asked before, by id
   * @param limit how many rows would be asked at most
   */
  RehearsalTally(Map<String, Earlier> earlier, @Nullable Long limit) {
    this.earlier = earlier;
    this.limit = limit;
  }

  void asked(ModelId id, ChatRequest request) {
    model = id;
    last = request;
  }

  /** {@return what would become of a row that ended here} */
  Fate ended(BatchResult result) {
    if (result.outcome() == BatchOutcome.INVALID) {
      invalid.add(result.line().orElse(0));
      return Fate.INVALID;
    }
    Fate fate = fate(result);
    last = null; // Or the next row, if it is stopped on its way here, would be taken for this one.
    return fate;
  }

  private Fate fate(BatchResult result) {
    long line = result.line().orElse(0);
    Earlier before = earlier.get(result.id());
    if (line > end) {
      left++;
      return Fate.LEFT;
    } else if (before == null || before.isAskedAgain(result)) {
      return ask(line, isGuarded(result));
    } else if (before.fingerprint().equals(result.fingerprint())) {
      done++;
      return Fate.DONE;
    }
    invalid.add(line); // Another request under the id of one that was answered.
    return Fate.INVALID;
  }

  /** Whether the guard would refuse the row. */
  static boolean isGuarded(BatchResult result) {
    return result.error().filter(error -> error.kind().equals("sensitive_data")).isPresent();
  }

  private Fate ask(long line, boolean refused) {
    if (refused) {
      guarded++;
    } else {
      toAsk++;
      tokens += last == null ? 0 : TokenEstimate.of(last).tokens();
      first = first == null ? last : first;
    }
    if (limit != null && toAsk + guarded == limit) {
      end = line;
    }
    return refused ? Fate.GUARDED : Fate.ASKED;
  }

  /** Writes it for scripts. */
  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("rows", rows());
    json.writeNumberField("toAsk", toAsk);
    if (guarded > 0) {
      json.writeNumberField("refusedByGuard", guarded);
    }
    json.writeNumberField("done", done);
    json.writeNumberField("invalid", invalid());
    if (limit != null) {
      json.writeNumberField("left", left());
    }
    json.writeNumberField("estimatedInputTokens", tokens);
  }

  /** {@return it for people} */
  String lines() {
    return "rows: "
        + rows()
        + ", of which "
        + toAsk
        + " to ask, "
        + done
        + " done before, "
        + invalid()
        + " invalid"
        + (guarded == 0 ? "" : ", " + guarded + " that the guard would refuse")
        + (limit == null ? "" : ", " + left() + " left by --limit")
        + "\ntokens: about "
        + tokens
        + " in what is to be asked\n";
  }

  private long rows() {
    return toAsk + guarded + done + left + invalid.size();
  }

  private long invalid() {
    return invalid.stream().filter(line -> line <= end).count();
  }

  private long left() {
    return left + invalid.size() - invalid();
  }

  /** {@return what the first row to be asked would send, if there is one} */
  Optional<Rehearsed> first(Config config, Models door) {
    return model == null || first == null
        ? Optional.empty()
        : Optional.of(Rehearsed.of(model, first, config, door));
  }
}
