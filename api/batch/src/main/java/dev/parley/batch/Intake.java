package dev.parley.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.json.ParleyJson;
import java.time.Instant;
import java.util.Optional;

/** Decides what becomes of a row that was read: asked, skipped, or refused as invalid. */
final class Intake {
  private static final int LONGEST_SHOWN = 64;

  private final Batch batch;
  private final RowIndex index;
  private final String name;

  Intake(Batch batch, BatchLog log) {
    this.batch = batch;
    index = log.index();
    name = batch.name.orElse(log.name());
  }

  /** What becomes of a row. */
  sealed interface Decision {}

  /** It is asked. */
  record Ask(RowTask task) implements Decision {}

  /**
   * It was done in an earlier run.
   *
   * @param asked whom that asked, if it is known
   * @param other the same, if it is another one than this run asks
   */
  record Skip(BatchOutcome outcome, Optional<ModelId> asked, Optional<ModelId> other)
      implements Decision {}

  /**
   * It is invalid.
   *
   * @param isNew whether the log does not have that yet
   */
  record Refuse(BatchResult result, boolean isNew) implements Decision {}

  /** Called once for every row, by one thread. */
  Decision decide(InputRow input) {
    BatchRow row = input.row();
    if (row == null) {
      boolean taken =
          !input.id().equals(input.derivedId()) && index.seen(input.id(), input.line()) != 0;
      return invalid(
          input,
          taken ? input.derivedId() : input.id(),
          "row",
          input.problem().orElse("is no row") + "; it was not sent");
    }
    long before = index.seen(row.id(), input.line());
    if (before != 0) {
      return invalid(
          input,
          input.derivedId(),
          "duplicate_id",
          "has the id of line " + before + ": " + shown(row.id()) + "; give it an id of its own");
    }
    Optional<String> misnamed = otherModel(row);
    if (misnamed.isPresent()) {
      return invalid(input, row.id(), "other_model", misnamed.get());
    }
    ChatRequest request;
    String fingerprint;
    try {
      request = batch.settings.apply(row.request().toBuilder()).build();
      fingerprint = Fingerprint.of(ParleyJson.write(question(request)));
    } catch (IllegalArgumentException e) {
      return invalid(input, row.id(), "row", "is no request that can be written down");
    }
    Optional<BatchOutcome> earlier = index.outcome(row.id()).filter(BatchOutcome::isFinal);
    boolean answered = isAnswered(row.id());
    boolean same = index.isSame(row.id(), fingerprint);
    Optional<ModelId> whom = index.asked(row.id());
    Optional<ModelId> other = whom.filter(model -> !model.equals(batch.model.id()));
    if (answered && !same) {
      return invalid(
          input,
          input.derivedId(),
          "changed_row",
          "has the id of a row that was answered to another request: "
              + shown(row.id())
              + "; give it an id of its own, or write to another file");
    }
    // What one model refuses, another may answer; an answer is paid for, whoever gave it.
    if (earlier.isPresent() && (answered || (same && other.isEmpty()))) {
      return new Skip(earlier.get(), whom, other);
    }
    return asked(row, request, fingerprint);
  }

  /** What is asked; how long one waits for the answer is no part of it. */
  private static ChatRequest question(ChatRequest request) {
    return request.toBuilder().timeouts(Timeouts.UNSET).idempotencyKey(null).build();
  }

  private Decision asked(BatchRow row, ChatRequest request, String fingerprint) {
    ChatRequest named =
        request.idempotencyKey().isPresent()
            ? request
            : request.toBuilder()
                .idempotencyKey(
                    "parley-"
                        + Fingerprint.of(name, row.id(), batch.model.id().toString(), fingerprint))
                .build();
    return new Ask(
        new RowTask(row.with(named), batch.model.id(), fingerprint, batch.clock.instant()));
  }

  private Optional<String> otherModel(BatchRow row) {
    ModelId asked = batch.model.id();
    return row.model()
        .filter(model -> !batch.anyRowModel)
        .filter(model -> !model.equals(asked.model()) && !model.equals(asked.toString()))
        .map(
            model ->
                "names the model "
                    + shown(model)
                    + ", and "
                    + asked
                    + " is asked; name that one, or none");
  }

  private Decision invalid(InputRow input, String wanted, String kind, String problem) {
    // Nothing follows the answer of an id in the log, be it the id of a row that has none.
    String id = isAnswered(wanted) ? input.derivedId() : wanted;
    while (isAnswered(id)) {
      id += "-" + kind;
    }
    String fingerprint = input.content().isEmpty() ? Fingerprint.of(id) : input.content();
    boolean isNew =
        index.outcome(id).filter(BatchOutcome.INVALID::equals).isEmpty()
            || !index.isSame(id, fingerprint);
    Instant now = batch.clock.instant();
    BatchResult result =
        BatchResult.builder(id, BatchOutcome.INVALID)
            .line(input.line())
            .fingerprint(fingerprint)
            .times(now, null, now)
            .error(BatchError.of(kind, "line " + input.line() + " " + problem))
            .build();
    index.record(result);
    return new Refuse(result, isNew);
  }

  private boolean isAnswered(String id) {
    return index.outcome(id).filter(BatchOutcome.OK::equals).isPresent();
  }

  private static String shown(String name) {
    return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
  }
}
