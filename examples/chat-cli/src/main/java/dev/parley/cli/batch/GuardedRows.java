package dev.parley.cli.batch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.batch.BatchEvent;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchProgress;
import dev.parley.batch.BatchRow;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.TokenCount;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.setup.ToolGuard;
import dev.parley.guard.Finding;
import dev.parley.spi.ForwardingChatModel;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows in which the guard found something that was sent, or redacted: a person is told of the
 * first at once, and the ids of the others at the end. Of a rehearsal all is told at the end, when
 * it is known which rows would be asked. Never holds what was found. Thread-safe.
 *
 * <p>The guard knows the request only, so the row is what its thread is about.
 */
final class GuardedRows implements BatchListener {
  /** What a thread asks about; each is in one call at a time, whoever made it. */
  private static final ThreadLocal<@Nullable BatchRow> CURRENT = new ThreadLocal<>();

  private static final int MOST_TOLD = 10;
  private static final int MOST_NAMED = 100;

  private final Diagnostics diagnostics;
  private final IdentityHashMap<ChatRequest, BatchRow> underWay = new IdentityHashMap<>();
  private final Map<String, Found> rows = new LinkedHashMap<>();
  private boolean rehearsed;
  private boolean inPieces;

  /**
   * What was found in one row, which may be asked more than once, and what becomes of that.
   *
   * @param first whether it is one of those that are told at once
   */
  private record Found(OptionalLong line, boolean first, Map<Finding, String> fates) {}

  @Inject
  GuardedRows(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** {@return the model, whose calls this knows the rows of} Its guard tells this what it finds. */
  synchronized ChatModel watch(ChatModel model, ToolGuard guard, BatchOptions options) {
    rehearsed = options.dryRun;
    inPieces = options.split != null;
    guard.tellBy(this::found);
    return new Watched(model);
  }

  @Override
  public void on(BatchEvent event, BatchProgress soFar) {
    if (event instanceof BatchEvent.Started started) {
      begun(started.row());
    } else if (event instanceof BatchEvent.Retrying retrying) {
      ended(retrying.row().id());
    } else if (event instanceof BatchEvent.Ended ended) {
      ended(ended.result().id());
    }
  }

  private synchronized void begun(BatchRow row) {
    underWay.put(row.request(), row);
  }

  private synchronized void ended(String id) {
    underWay.values().removeIf(row -> row.id().equals(id));
  }

  private synchronized @Nullable BatchRow row(ChatRequest request) {
    return underWay.get(request);
  }

  /** Without a row a text is counted only, to be cut into pieces. */
  private void found(Finding finding, String fate) {
    BatchRow row = CURRENT.get();
    if (row != null && add(row, finding, fate)) {
      note(row.id(), finding, "is " + fate);
    }
  }

  private void note(String id, Finding finding, String fate) {
    diagnostics.note("warning: guard: row " + id + ": " + finding + " " + fate);
  }

  /** {@return whether that is news to tell} */
  private synchronized boolean add(BatchRow row, Finding finding, String fate) {
    boolean first = !rehearsed && rows.size() < MOST_TOLD;
    Found found =
        rows.computeIfAbsent(row.id(), id -> new Found(row.line(), first, new LinkedHashMap<>()));
    return found.fates().putIfAbsent(finding, fate) == null && found.first();
  }

  /** Forgets a row that would not be asked after all. */
  synchronized void drop(String id) {
    rows.remove(id);
  }

  /** Tells of those that were not told of yet. */
  synchronized void tell() {
    List<String> ids = List.copyOf(rows.keySet());
    if (rehearsed) {
      rows.entrySet().stream().limit(MOST_TOLD).forEach(row -> tell(row.getKey(), row.getValue()));
    }
    name(ids.subList(Math.min(MOST_TOLD, ids.size()), ids.size()));
  }

  private void tell(String id, Found found) {
    found.fates().forEach((finding, fate) -> note(id, finding, "would be " + fate));
  }

  private void name(List<String> ids) {
    if (!ids.isEmpty()) {
      int named = Math.min(MOST_NAMED, ids.size());
      diagnostics.note(
          "warning: guard: something was found in "
              + ids.size()
              + (ids.size() == 1 ? " more row: " : " more rows: ")
              + String.join(", ", ids.subList(0, named))
              + (named < ids.size() ? " and more; --json lists all" : ""));
    }
  }

  /** Writes them for scripts, if there are any: rows, kinds and places. */
  synchronized void write(JsonGenerator json) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("guarded");
    for (Map.Entry<String, Found> row : rows.entrySet()) {
      Found found = row.getValue();
      json.writeStartObject();
      json.writeStringField("id", row.getKey());
      if (found.line().isPresent() && !inPieces) { // Of a piece it is its number.
        json.writeNumberField("line", found.line().getAsLong());
      }
      json.writeArrayFieldStart("found");
      for (Finding finding : found.fates().keySet()) {
        json.writeStartObject();
        json.writeStringField("kind", finding.kind());
        json.writeStringField("place", finding.place());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Says which row a thread is about. */
  private final class Watched extends ForwardingChatModel {
    Watched(ChatModel inner) {
      super(inner);
    }

    @Override
    public TokenCount countTokens(ChatRequest request) {
      CURRENT.set(row(request));
      try {
        return inner().countTokens(request);
      } finally {
        CURRENT.remove();
      }
    }

    @Override
    public Completion complete(ChatRequest request) {
      CURRENT.set(row(request));
      try {
        return inner().complete(request);
      } finally {
        CURRENT.remove();
      }
    }
  }
}
