package dev.parley.store.export;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.ParleyJson;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations that {@link ConversationExport} wrote into a store. It appends them in parts,
 * so a large one takes no more memory than a small one.
 *
 * <p>The ids of its appends come from what it reads: an import that was broken off, by damage or by
 * the store, is made again from the beginning, and what was appended by the first is not appended
 * twice. Until then the conversation at which it broke off is there in part; the error says which
 * and how much. Conversations are as old as their import; their entries keep their times.
 */
public final class ConversationImport {
  private static final int PART = 100;

  /** A part is over when it has that many characters, so that images take no more memory. */
  private static final long PART_CHARACTERS = 1 << 20;

  private final ExportLines lines;
  private final ConversationStore store;
  private long conversations;
  private long entries;
  private long repeated;

  private ConversationImport(InputStream from, ConversationStore store) {
    lines = new ExportLines(from);
    this.store = store;
  }

  /**
   * Reads all conversations of a stream into a store. The stream is not closed.
   *
   * @throws IOException if the stream fails
   * @throws StoreDamagedException if a line cannot be read; it tells which, and what of its
   *     conversation has been imported
   * @throws dev.parley.error.StoreConflictException if a conversation is there already and not from
   *     this import, or was changed since
   * @throws StoreException if the store fails
   */
  public static ImportResult read(InputStream from, ConversationStore store) throws IOException {
    return new ConversationImport(from, store).all();
  }

  private ImportResult all() throws IOException {
    String line = next(null);
    while (line != null) {
      one(line);
      conversations++;
      line = next(null);
    }
    return new ImportResult(conversations, entries, repeated);
  }

  private void one(String line) throws IOException {
    Importing importing = new Importing(header(line), lines.number());
    importing.digest.update(line.getBytes(StandardCharsets.UTF_8));
    while (importing.read < importing.header.length()) {
      importing.part(this);
    }
    importing.label(store);
  }

  private ExportHeader header(String line) {
    try {
      return ExportHeader.decode(line);
    } catch (StoreRefusedException e) {
      throw new StoreRefusedException(
          "line " + lines.number() + " of the import: " + e.getMessage(), null, e);
    } catch (IllegalArgumentException e) {
      throw damaged("it is not the beginning of a conversation", null, e);
    }
  }

  private @Nullable String next(@Nullable Importing importing) throws IOException {
    try {
      return lines.next();
    } catch (CharacterCodingException e) {
      throw damaged("it is not UTF-8", importing, e);
    } catch (IllegalArgumentException e) {
      throw damaged("it is longer than any that is written", importing, e);
    }
  }

  private StoreDamagedException damaged(
      String problem, @Nullable Importing importing, @Nullable Exception cause) {
    String message = "line " + lines.number() + " of the import: " + problem;
    return importing == null
        ? new StoreDamagedException(
            message
                + "; the "
                + conversations
                + " conversations before it are imported. Mend it and import all again: nothing is"
                + " doubled",
            null,
            cause)
        : new StoreDamagedException(
            message + ". " + importing.state(), importing.header.id(), cause);
  }

  /** The conversation that is being read. */
  private static final class Importing {
    private final ExportHeader header;
    private final long line;

    /** Of all lines so far, so that a part has the same name when it is read again. */
    private final MessageDigest digest = sha256();

    private Version version = Version.NONE;
    private long read;

    Importing(ExportHeader header, long line) {
      this.header = header;
      this.line = line;
    }

    /** Reads some entries and appends them. */
    void part(ConversationImport in) throws IOException {
      List<Entry> part = new ArrayList<>();
      long characters = 0;
      while (part.size() < PART
          && characters < PART_CHARACTERS
          && read + part.size() < header.length()) {
        String text = in.next(this);
        if (text == null) {
          throw in.damaged("nothing follows it", this, null);
        }
        part.add(entry(in, text));
        digest.update((byte) '\n');
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        characters += text.length();
      }
      AppendResult result = in.store.append(header.id(), version, once(), part);
      version = result.version();
      read += part.size();
      if (result.repeated()) {
        in.repeated += part.size();
      } else {
        in.entries += part.size();
      }
    }

    private Entry entry(ConversationImport in, String text) {
      try {
        return ParleyJson.readEntry(text);
      } catch (UnreadableDataException e) {
        if (e.kind() == UnreadableDataException.Kind.NEWER_VERSION) {
          throw new StoreRefusedException(
              "line "
                  + in.lines.number()
                  + " of the import was written by a newer Parley; import it with that. "
                  + state(),
              header.id(),
              e);
        }
        throw in.damaged("it is no entry (" + e.getMessage() + ")", this, e);
      }
    }

    private AppendId once() {
      try {
        MessageDigest soFar = (MessageDigest) digest.clone();
        return new AppendId("import-" + HexFormat.of().formatHex(soFar.digest()));
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("Java's SHA-256 can be cloned", e);
      }
    }

    /** Those that somebody has given it since stay. */
    void label(ConversationStore store) {
      if (!header.labels().equals(Labels.NONE)
          && store.info(header.id()).filter(i -> i.labels().equals(Labels.NONE)).isPresent()) {
        store.label(header.id(), header.labels());
      }
    }

    String state() {
      return "Of its conversation, which begins in line "
          + line
          + ", "
          + read
          + " of "
          + header.length()
          + " entries are imported. Mend the rest and import all again, nothing is doubled; or"
          + " delete it";
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
