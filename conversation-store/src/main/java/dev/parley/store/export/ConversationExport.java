package dev.parley.store.export;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreException;
import dev.parley.error.StoreRefusedException;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes conversations as JSON Lines. It reads them in parts, so a large one takes no more memory
 * than a small one. Each is written as it was when its turn came; entries that come later are not
 * in it. Times to live are not written: they are the store's affair.
 */
public final class ConversationExport {
  private static final int PART = 100;

  /** More than that many conversations that were left out are only counted. */
  private static final int MOST_TOLD = 100;

  private ConversationExport() {}

  /**
   * Writes all conversations of a store, each once. The stream is flushed, not closed.
   *
   * <p>Those that cannot be read are left out whole; each is read through before it is written, so
   * that nobody gets half of it. What the store leaves out of its lists, it reports itself.
   *
   * @return how many there were
   * @throws IOException if the stream fails
   * @throws StoreDamagedException if some were left out; all others have been written by then. Its
   *     cause is what is wrong with the first of them; that of the next hundred is suppressed in it
   * @throws dev.parley.error.StoreException if the store fails, or if one was deleted and begun
   *     anew while it was written: what has been written is then not whole, and an import says so
   */
  public static long writeAll(ConversationStore store, OutputStream to) throws IOException {
    Set<ConversationId> seen = new HashSet<>();
    List<StoreException> leftOut = new ArrayList<>();
    long count = 0;
    Optional<String> from = Optional.empty();
    do {
      ConversationPage page = store.list(from, PART);
      for (ConversationInfo info : page.conversations()) {
        // One that is begun anew while the list is read may be in it twice.
        if (seen.add(info.id()) && isReadable(store, info, leftOut)) {
          count += write(store, info.id(), to) ? 1 : 0;
        }
      }
      from = page.next();
    } while (from.isPresent());
    to.flush();
    if (!leftOut.isEmpty()) {
      throw notAll(count, leftOut);
    }
    return count;
  }

  private static boolean isReadable(
      ConversationStore store, ConversationInfo info, List<StoreException> leftOut) {
    try {
      for (long first = 0; first < info.version().length(); first += PART) {
        store.page(info.id(), first, PART);
      }
      return true;
    } catch (StoreDamagedException | StoreRefusedException e) {
      leftOut.add(e);
      return false;
    }
  }

  private static StoreDamagedException notAll(long count, List<StoreException> leftOut) {
    StoreException first = leftOut.get(0);
    StoreDamagedException notAll =
        new StoreDamagedException(
            "the export lacks "
                + leftOut.size()
                + " conversations that cannot be read; the other "
                + count
                + " are written. The first that is left out: "
                + first.getMessage(),
            first.conversation().orElse(null),
            first);
    leftOut.stream().skip(1).limit(MOST_TOLD).forEach(notAll::addSuppressed);
    return notAll;
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
