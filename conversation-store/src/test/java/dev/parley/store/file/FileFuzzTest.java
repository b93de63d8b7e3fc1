package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Files to which anything has happened: no error but the store's, no message that was not written,
 * and none missing without a word. {@code -Dparley.fuzz=100000} makes it longer, {@code
 * -Dparley.seed} repeats one.
 */
class FileFuzzTest {
  private static final int ROUNDS = Integer.getInteger("parley.fuzz", 500);
  private static final long SEED = Long.getLong("parley.seed", System.nanoTime());

  private final List<FoundDamage> found = new ArrayList<>();
  private final List<String> written = new ArrayList<>();

  /** Where lines end: a file that was cut there looks as if nothing were missing. */
  private final List<Integer> ends = new ArrayList<>();

  private FileStore open(TestFolder folder) {
    return FileStore.builder(folder.path())
        .disk(new TestDisk().withoutForce())
        .onDamage(found::add)
        .build();
  }

  private byte[] write(TestFolder folder, Random random, int lines) throws IOException {
    try (FileStore store = open(folder)) {
      Version version = Version.NONE;
      for (int line = 0; line < lines; line++) {
        if (line == 4) {
          store.label(ID, Labels.titled("a title"));
        } else if (line == 8) {
          store.expire(ID, Optional.of(Duration.ofDays(10_000)));
        } else {
          String[] texts = new String[1 + random.nextInt(3)];
          for (int i = 0; i < texts.length; i++) {
            texts[i] = "text " + written.size() + " " + "x".repeat(random.nextInt(40));
            written.add(texts[i]);
          }
          version = append(store, version, texts);
        }
      }
    }
    byte[] bytes = Files.readAllBytes(folder.file());
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        ends.add(i + 1);
      }
    }
    return bytes;
  }

  @Test
  void a_file_that_was_changed_anyhow_lies_about_nothing() throws IOException {
    Random random = new Random(SEED);
    try (TestFolder folder = TestFolder.make()) {
      byte[] whole = write(folder, random, 12);
      Path file = folder.file();
      for (int round = 0; round < ROUNDS; round++) {
        byte[] changed = change(whole, random);
        check(folder, file, changed, "seed " + SEED + ", round " + round);
      }
    }
  }

  @Test
  void a_file_that_was_cut_at_any_byte_lies_about_nothing() throws IOException {
    try (TestFolder folder = TestFolder.make()) {
      byte[] whole = write(folder, new Random(SEED), 5);
      Path file = folder.file();
      for (int size = 0; size <= whole.length; size++) {
        check(folder, file, Arrays.copyOf(whole, size), "seed " + SEED + ", cut at " + size);
      }
    }
  }

  private byte[] change(byte[] whole, Random random) throws IOException {
    byte[] changed = whole.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        int from = random.nextInt(changed.length);
        Arrays.fill(changed, from, from + random.nextInt(changed.length - from), (byte) 0);
      }
      case 3 -> changed = lines(whole, random, random.nextInt(3));
      case 4 -> {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length));
        if (changed.length > 0) {
          changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = random.nextInt(whole.length);
        int from = random.nextInt(whole.length);
        out.write(whole, 0, at);
        out.write(whole, from, random.nextInt(whole.length - from));
        out.write(whole, at, whole.length - at);
        changed = out.toByteArray();
      }
    }
    return changed;
  }

  /** One line doubled, removed, or moved to another place. */
  private byte[] lines(byte[] whole, Random random, int how) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      lines.add(Arrays.copyOfRange(whole, from, end));
      from = end;
    }
    byte[] line = lines.get(random.nextInt(lines.size()));
    if (how > 0) {
      lines.remove(line);
    }
    if (how != 1) {
      lines.add(random.nextInt(lines.size() + 1), line);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] each : lines) {
      out.write(each);
    }
    return out.toByteArray();
  }

  private void check(TestFolder folder, Path file, byte[] changed, String which)
      throws IOException {
    found.clear();
    for (Path torn : folder.files("")) {
      if (torn.toString().contains(Folder.TORN)) {
        Files.delete(torn);
      }
    }
    Files.deleteIfExists(file);
    Files.createFile(file, OwnersOnly.file(file));
    Files.write(file, changed);
    try (FileStore store = open(folder)) {
      boolean told = pages(store, which);
      told |= whole(store, which);
      assertTrue(told || !found.isEmpty() || isCutAtALine(changed), () -> "not told: " + which);
      grow(store, which);
    }
  }

  /** Nothing can tell that there was more. */
  private boolean isCutAtALine(byte[] changed) {
    return ends.contains(changed.length);
  }

  /** Whether an error told of damage. */
  private boolean whole(FileStore store, String which) {
    try {
      List<String> texts = texts(store.read(ID));
      assertTrue(texts.size() <= written.size(), which);
      assertEquals(written.subList(0, texts.size()), texts, which);
      return texts.size() == written.size();
    } catch (StoreException e) {
      return true;
    }
  }

  /** Each page is what was written there, or an error. */
  private boolean pages(FileStore store, String which) {
    boolean told = false;
    try {
      Optional<ConversationInfo> info = store.info(ID);
      long length = info.map(known -> known.version().length()).orElse(0L);
      assertTrue(length <= written.size(), which);
      assertTrue(texts(store.tail(ID, 3)).size() <= 3, which);
      for (int first = 0; first < length; first += 3) {
        told |= page(store, first, which);
      }
    } catch (StoreException e) {
      told = true;
    }
    return told;
  }

  private boolean page(FileStore store, int first, String which) {
    try {
      List<String> texts = texts(store.page(ID, first, 2));
      assertEquals(
          written.subList(first, Math.min(first + texts.size(), written.size())), texts, which);
      return false;
    } catch (StoreException e) {
      return true;
    }
  }

  /** If it can be appended to, it is in order behind what is there. */
  private void grow(FileStore store, String which) {
    try {
      Version version = store.tail(ID, 1).version();
      store.append(ID, version, AppendId.random(), Chat.entries("more"));
      List<String> texts = texts(store.read(ID));
      assertEquals("more", texts.get(texts.size() - 1), which);
      List<String> before = texts.subList(0, texts.size() - 1);
      assertEquals(written.subList(0, before.size()), before, which);
    } catch (StoreException e) {
      assertTrue(e.getMessage().length() > 20, which);
    }
  }
}
