package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowIndexTest {

  @Test
  void it_knows_every_id_however_many_there_are() {
    RowIndex index = new RowIndex();
    int ids = 50_000;
    for (int i = 1; i <= ids; i++) {
      assertEquals(0, index.seen("row-" + i, i));
      index.record(
          BatchResult.builder("row-" + i, i % 2 == 0 ? BatchOutcome.OK : BatchOutcome.EXHAUSTED)
              .fingerprint(hash(i))
              .asked(model(i))
              .build());
    }
    for (int i = 1; i <= ids; i++) {
      assertEquals(i, index.seen("row-" + i, 7));
      assertTrue(index.isSame("row-" + i, hash(i)));
      assertFalse(index.isSame("row-" + i, hash(i + 1)));
      assertEquals(
          Optional.of(i % 2 == 0 ? BatchOutcome.OK : BatchOutcome.EXHAUSTED),
          index.outcome("row-" + i));
      assertEquals(Optional.ofNullable(model(i)), index.asked("row-" + i));
    }
    assertEquals(ids / 2, index.finished());
    assertEquals(Optional.empty(), index.outcome("row-0"));
  }

  private static @Nullable ModelId model(int i) {
    return i % 3 == 0 ? null : new ModelId("mock", "m" + i % 3);
  }

  private static String hash(int i) {
    return Fingerprint.of("request", String.valueOf(i));
  }
}
