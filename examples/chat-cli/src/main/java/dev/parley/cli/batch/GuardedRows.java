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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows in which the guard found something that was sent, or redacted: a person is told of the
 * first at once, and of all at the end. Never holds what was found. Thread-safe.
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

  /** What was found in one row, which may be asked more than once. */
  private record Found(OptionalLong line, Set<Finding> findings) {}

  @Inject
  GuardedRows(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** {@return the model, whose calls this knows the rows of} Its guard tells this what it finds. */
  ChatModel watch(ChatModel model, ToolGuard guard) {
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
    if (row != null && add(row, finding)) {
      diagnostics.note("warning: guard: row " + row.id() + ": " + finding + " " + fate);
    }
  }

  /** {@return whether that is news to tell} */
  private synchronized boolean add(BatchRow row, Finding finding) {
    Found found =
        rows.computeIfAbsent(row.id(), id -> new Found(row.line(), new LinkedHashSet<>()));
    return found.findings().add(finding) && rows.size() <= MOST_TOLD;
  }

  /** Tells of all, if there are more than were told of. */
  synchronized void tell() {
    if (rows.size() > MOST_TOLD) {
      List<String> ids = List.copyOf(rows.keySet());
      int named = Math.min(MOST_NAMED, ids.size());
      diagnostics.note(
          "warning: guard: something was found in "
              + ids.size()
              + " rows: "
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
      if (found.line().isPresent()) {
        json.writeNumberField("line", found.line().getAsLong());
      }
      json.writeArrayFieldStart("found");
      for (Finding finding : found.findings()) {
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
