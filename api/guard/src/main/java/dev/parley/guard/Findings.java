package dev.parley.guard;

import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.error.SensitiveDataException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found in one request, and what is said of it. Belongs to the thread that calls. */
final class Findings {
  private static final String SUBJECT = "guard";
  private static final int MOST_TOLD = 10;

  private final List<Finding> all = new ArrayList<>();
  private @Nullable Finding fixed;

  void add(Finding finding) {
    all.add(finding);
  }

  /** Something was found where nothing can be put in its place. */
  void addFixed(Finding finding) {
    all.add(finding);
    fixed = fixed == null ? finding : fixed;
  }

  List<Finding> all() {
    return all;
  }

  /** Throws if the request must not be sent. */
  void check(GuardMode mode, ModelId model) {
    Finding stuck = fixed;
    if (mode == GuardMode.REFUSE && !all.isEmpty()) {
      throw refused(all.get(0), "take it out, or let the guard redact it", model);
    } else if (mode == GuardMode.REDACT && stuck != null) {
      throw refused(stuck, "it cannot be redacted there: take it out", model);
    }
  }

  private SensitiveDataException refused(Finding first, String remedy, ModelId model) {
    int others = all.size() - 1;
    return new SensitiveDataException(
        "the guard found "
            + first
            + (others == 0 ? "" : ", and " + others + " more")
            + "; nothing was sent; "
            + remedy,
        ErrorDetails.of(model),
        first.kind(),
        first.place(),
        null);
  }

  /** What an answer tells, to a request that was sent. */
  List<Warning> warnings(GuardMode mode) {
    String done = mode == GuardMode.REDACT ? " was redacted" : " was sent as it is";
    List<Warning> warnings = new ArrayList<>();
    for (Finding finding : all.subList(0, Math.min(all.size(), MOST_TOLD))) {
      warnings.add(new Warning(SUBJECT, finding + done));
    }
    if (all.size() > MOST_TOLD) {
      warnings.add(
          new Warning(
              SUBJECT,
              (all.size() - MOST_TOLD)
                  + " more were "
                  + (mode == GuardMode.REDACT ? "redacted" : "sent as they are")));
    }
    return warnings;
  }
}
