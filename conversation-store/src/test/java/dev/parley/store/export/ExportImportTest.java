package dev.parley.store.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.json.ParleyJson;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.store.AppendId;
import dev.parley.store.CompletionInfo;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import dev.parley.store.file.FileStore;
import dev.parley.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations leave a store and come into another as they were. */
class ExportImportTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123Z");
  private static final ConversationId LONG = new ConversationId("long\n\"Ü\" ../");
  private static final ConversationId ODD = new ConversationId("odd");

  @TempDir private Path temporary;

  private static Entry said(String text) {
    return Entry.of(Message.user(text), AT);
  }

  private static MemoryStore filled() {
    MemoryStore store = MemoryStore.create();
    Version version = Version.NONE;
    for (int part = 0; part < 5; part++) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 51; i++) {
        entries.add(said("entry " + part + "." + i));
      }
      version = store.append(LONG, version, AppendId.random(), entries).version();
    }
    store.label(
        LONG, new Labels(Optional.of("a \"title\""), new LinkedHashSet<>(List.of("b", "a"))));
    Extras extras =
        Extras.NONE
            .withProviderData("work", "{\"id\" : 1.0}")
            .withUnknownField("later", "{ \"b\":1e2, \"a\":[\"\\u0041\\/\"] }");
    Entry odd =
        new Entry(
            new AssistantMessage(
                List.of(
                    new Part.ToolCall("c", "f", "{\"half", extras),
                    new Part.OpaquePart("x", "{\"type\":\"x\", \"n\":1.0}", Extras.NONE)),
                extras),
            AT,
            Optional.of(
                new CompletionInfo(ModelId.parse("work:gpt:5"), Usage.NONE, Optional.empty())),
            Extras.NONE);
    store.append(ODD, Version.NONE, AppendId.random(), List.of(said("\ud800 \u2028\r\n"), odd));
    return store;
  }

  private static byte[] export(ConversationStore store) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ConversationExport.writeAll(store, out);
    return out.toByteArray();
  }

  private static ImportResult read(byte[] export, ConversationStore store) throws IOException {
    return ConversationImport.read(new ByteArrayInputStream(export), store);
  }

  /** Entries as they are written, under the ids of their conversations. */
  private static String content(ConversationStore store) {
    return store.list(Optional.empty(), 100).conversations().stream()
        .map(ConversationInfo::id)
        .sorted((a, b) -> a.text().compareTo(b.text()))
        .map(
            id ->
                id
                    + " "
                    + store.info(id).orElseThrow().labels()
                    + store.read(id).entries().stream()
                        .map(ParleyJson::write)
                        .collect(Collectors.joining("\n")))
        .collect(Collectors.joining("\n\n"));
  }

  @Test
  void what_goes_round_all_stores_comes_back_byte_for_byte() throws IOException {
    try (MemoryStore first = filled();
        FileStore file = FileStore.open(temporary.resolve("store"));
        MemoryStore last = MemoryStore.create()) {
      assertEquals(new ImportResult(2, 257, 0), read(export(first), file));
      assertEquals(content(first), content(file));
      assertEquals(new ImportResult(2, 257, 0), read(export(file), last));
      assertEquals(content(first), content(last));
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      ByteArrayOutputStream same = new ByteArrayOutputStream();
      assertTrue(ConversationExport.write(file, LONG, one));
      assertTrue(ConversationExport.write(last, LONG, same));
      assertArrayEquals(withoutHeader(one), withoutHeader(same));
    }
  }

  @Test
  void what_is_damaged_is_left_out_and_told_and_the_others_are_written() throws IOException {
    Path folder = temporary.resolve("damaged");
    try (FileStore store = FileStore.open(folder);
        MemoryStore other = MemoryStore.create()) {
      for (String id : List.of("a", "b", "c")) {
        ConversationId at = new ConversationId(id);
        Version one =
            store.append(at, Version.NONE, AppendId.random(), List.of(said(id + 1))).version();
        store.append(at, one, AppendId.random(), List.of(said(id + 2)));
      }
      for (Path file : files(folder)) {
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"b1\"", "\"b?\""));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StoreDamagedException told =
          assertThrows(StoreDamagedException.class, () -> ConversationExport.writeAll(store, out));
      assertEquals(Optional.of(new ConversationId("b")), told.conversation());
      assertEquals(new ImportResult(2, 4, 0), read(out.toByteArray(), other));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".jsonl")).toList();
    }
  }

  @Test
  void what_a_list_shows_twice_is_written_once() throws IOException {
    try (MemoryStore store = filled();
        MemoryStore other = MemoryStore.create()) {
      ConversationStore twice =
          (ConversationStore)
              Proxy.newProxyInstance(
                  ConversationStore.class.getClassLoader(),
                  new Class<?>[] {ConversationStore.class},
                  (proxy, method, arguments) -> {
                    Object result = method.invoke(store, arguments);
                    if (!(result instanceof ConversationPage page)) {
                      return result;
                    }
                    List<ConversationInfo> all = new ArrayList<>(page.conversations());
                    all.addAll(page.conversations());
                    return new ConversationPage(all, page.next());
                  });
      assertEquals(new ImportResult(2, 257, 0), read(export(twice), other));
    }
  }

  /** The times in the header are those of the stores. */
  private static byte[] withoutHeader(ByteArrayOutputStream export) {
    String text = export.toString(StandardCharsets.UTF_8);
    return text.substring(text.indexOf('\n')).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_is_not_there_is_not_written() throws IOException {
    try (MemoryStore store = MemoryStore.create()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertFalse(ConversationExport.write(store, ODD, out));
      assertEquals(0, ConversationExport.writeAll(store, out));
      assertEquals(0, out.size());
      assertEquals(new ImportResult(0, 0, 0), read(new byte[0], store));
    }
  }

  @Test
  void an_import_that_is_made_again_doubles_nothing() throws IOException {
    try (MemoryStore store = filled();
        MemoryStore other = MemoryStore.create()) {
      byte[] export = export(store);
      read(export, other);
      Version version = other.tail(LONG, 1).version();
      other.append(LONG, version, AppendId.random(), List.of(said("later")));
      assertEquals(new ImportResult(2, 0, 257), read(export, other));
      assertEquals(256, other.read(LONG).entries().size());
    }
  }

  /** Cut at every byte, each import says so, and the whole one completes it. */
  @Test
  void an_export_that_is_cut_anywhere_is_told_and_can_be_completed() throws IOException {
    try (MemoryStore store = filled()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ConversationExport.write(store, ODD, out);
      ConversationExport.write(store, LONG, out);
      byte[] export = out.toByteArray();
      int second = out.toString(StandardCharsets.ISO_8859_1).indexOf("long");
      for (int size = 1; size < export.length - 1; size += size < second + 20 ? 1 : 397) {
        byte[] part = Arrays.copyOf(export, size);
        try (MemoryStore other = MemoryStore.create()) {
          if (isWhole(part)) {
            assertEquals(1, read(part, other).conversations());
          } else {
            StoreDamagedException cut =
                assertThrows(StoreDamagedException.class, () -> read(part, other));
            assertTrue(cut.getMessage().startsWith("line " + lines(part) + " "), cut::getMessage);
          }
          if (size % 16 == 0 || size > second) {
            read(export, other);
            assertEquals(content(store), content(other));
          }
        }
      }
    }
  }

  /** Only behind the first conversation. */
  private static boolean isWhole(byte[] part) {
    List<String> lines = new String(part, StandardCharsets.UTF_8).lines().toList();
    return lines.size() == 3 && isEntry(lines.get(2));
  }

  private static boolean isEntry(String line) {
    try {
      return !ParleyJson.write(ParleyJson.readEntry(line)).isEmpty();
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static long lines(byte[] part) {
    return new String(part, StandardCharsets.UTF_8).lines().count();
  }

  @Test
  void damage_is_told_with_its_line_and_what_is_imported() throws IOException {
    try (MemoryStore store = filled();
        MemoryStore other = MemoryStore.create()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ConversationExport.write(store, LONG, out);
      List<String> lines = new ArrayList<>(out.toString(StandardCharsets.UTF_8).lines().toList());
      lines.set(150, lines.get(150).replace("message", "massage"));
      byte[] damaged = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
      StoreDamagedException told =
          assertThrows(StoreDamagedException.class, () -> read(damaged, other));
      assertTrue(told.getMessage().startsWith("line 151 "), told::getMessage);
      assertTrue(told.getMessage().contains("100 of 255 entries"), told::getMessage);
      assertEquals(Optional.of(LONG), told.conversation());
      assertFalse(told.getMessage().contains("entry 2"), told::getMessage);
      assertEquals(100, other.read(LONG).entries().size());
    }
  }

  @Test
  void what_cannot_be_an_export_is_refused() throws IOException {
    try (MemoryStore store = MemoryStore.create()) {
      for (String line : List.of("{}", "[]", "x", "{\"parley\":\"x\",\"v\":1}", "\u0000")) {
        StoreDamagedException told =
            assertThrows(
                StoreDamagedException.class,
                () -> read(line.getBytes(StandardCharsets.UTF_8), store));
        assertTrue(told.getMessage().startsWith("line 1 "), told::getMessage);
      }
      assertThrows(StoreDamagedException.class, () -> read(new byte[] {(byte) 0xff, '\n'}, store));
      String newer = "{\"parley\":\"exported-conversation\",\"v\":2}";
      StoreRefusedException refused =
          assertThrows(
              StoreRefusedException.class,
              () -> read(newer.getBytes(StandardCharsets.UTF_8), store));
      assertTrue(refused.getMessage().contains("version 2"), refused::getMessage);
    }
  }

  @Test
  void another_conversation_of_that_name_is_left_alone() throws IOException {
    try (MemoryStore store = filled();
        MemoryStore other = MemoryStore.create()) {
      other.append(ODD, Version.NONE, AppendId.random(), List.of(said("mine")));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ConversationExport.write(store, ODD, out);
      assertThrows(StoreConflictException.class, () -> read(out.toByteArray(), other));
      assertEquals(1, other.read(ODD).entries().size());
    }
  }

  @Test
  void version_1_is_still_read() throws IOException {
    String golden =
        """
        {"parley":"exported-conversation","v":1,"id":"golden","begun":"2026-11-21T10:15:30Z","changed":"2026-11-21T10:15:30Z","title":"T","tags":["x"],"length":2,"later":{"a":[1]}}
        {"v":1,"at":"2026-11-21T10:15:30.123Z","message":{"role":"user","content":[{"type":"text","text":"hello"}]}}
        {"v":1,"at":"2026-11-21T10:15:30.123Z","message":{"role":"user","content":[{"type":"text","text":"again"}]}}
        """;
    try (MemoryStore store = MemoryStore.create()) {
      assertEquals(new ImportResult(1, 2, 0), read(golden.getBytes(StandardCharsets.UTF_8), store));
      ConversationId id = new ConversationId("golden");
      assertEquals("again", store.tail(id, 1).entries().get(0).message().text());
      assertEquals(
          new Labels(Optional.of("T"), new LinkedHashSet<>(List.of("x"))),
          store.info(id).orElseThrow().labels());
    }
  }
}
