package dev.parley.store.file;

import dev.parley.chat.ModelId;
import dev.parley.store.AppendId;
import dev.parley.store.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an append brings.
 *
 * @param once its id; a fork's have none
 * @param entries as they are spelled
 * @param model what answered last in them
 */
record Appending(Optional<AppendId> once, List<String> entries, Optional<ModelId> model) {

  /** The model that answered last. */
  static Optional<ModelId> model(List<Entry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.info().stream())
        .map(info -> info.model())
        .reduce((earlier, later) -> later);
  }

  /**
   * The line that it is.
   *
   * @param next the standing that it goes on from
   */
  byte[] line(Standing next, Instant now) {
    return Line.encode(next.append(once, entries.size(), now, model.or(next::model)), entries);
  }
}
