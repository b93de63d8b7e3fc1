package dev.parley.store.export;

import dev.parley.error.StoreConflictException;
import dev.parley.json.ParleyJson;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes conversations as JSON Lines. It reads them in parts, so a large one takes no more memory
 * than a small one. Each is written as it was when its turn came; entries that come later are not
 * in it. Times to live are not written: they are the store's affair.
 */
public final class ConversationExport {
  private static final int PART = 100;

  private ConversationExport() {}

  /**
   * Writes all conversations of a store. The stream is flushed, not closed.
   *
   * @return how many there were
   * @throws IOException if the stream fails
   * @throws dev.parley.error.StoreException if the store fails, or if one was deleted and begun
   *     anew while it was written: what has been written is then not whole, and an import says so
   */
  public static long writeAll(ConversationStore store, OutputStream to) throws IOException {
    long count = 0;
    Optional<String> from = Optional.empty();
    do {
      ConversationPage page = store.list(from, PART);
      for (ConversationInfo info : page.conversations()) {
        count += write(store, info.id(), to) ? 1 : 0;
      }
      from = page.next();
    } while (from.isPresent());
    to.flush();
    return count;
  }

  /**
   * Writes one conversation. The stream is flushed, not closed.
   *
   * @return whether there is such a conversation; else nothing was written
   * @throws IOException if the stream fails
   * @throws dev.parley.error.StoreException if the store fails, or if it was deleted while it was
   *     written: what has been written is then not whole, and an import says so
   */
  public static boolean write(ConversationStore store, ConversationId id, OutputStream to)
      throws IOException {
    Optional<ConversationInfo> found = store.info(id);
    if (found.isEmpty()) {
      return false;
    }
    ConversationInfo info = found.get();
    line(ExportHeader.encode(info), to);
    long length = info.version().length();
    for (long first = 0; first < length; ) {
      Transcript part = store.page(id, first, (int) Math.min(PART, length - first));
      if (!part.version().incarnation().equals(info.version().incarnation())
          || part.entries().isEmpty()) {
        throw new StoreConflictException(
            "the export is not whole: the conversation was deleted, or mended, while it was"
                + " written; export it again",
            id,
            part.version());
      }
      for (Entry entry : part.entries()) {
        line(ParleyJson.write(entry), to);
      }
      first += part.entries().size();
    }
    to.flush();
    return true;
  }

  private static void line(String text, OutputStream to) throws IOException {
    to.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
