package dev.parley.tck.mutation;

import dev.parley.chat.CompletionEvent;
import dev.parley.spi.EventSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An exchange with other events. */
final class EditedSource extends PassingSource {
  private final Function<CompletionEvent, List<CompletionEvent>> edit;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>();

  EditedSource(EventSource inner, Function<CompletionEvent, List<CompletionEvent>> edit) {
    super(inner);
    this.edit = edit;
  }

  @Override
  public @Nullable CompletionEvent next() {
    while (ready.isEmpty()) {
      CompletionEvent event = super.next();
      if (event == null) {
        return null;
      }
      ready.addAll(edit.apply(event));
    }
    return ready.remove();
  }
}
