package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve("new/chat-history");
  }

  @Test
  void what_is_added_is_read_whatever_it_holds() throws IOException {
    List<String> typed = List.of("one", "two\nlines \\n \\", "thrée\rx");
    HistoryFile file = new HistoryFile(path());
    assertEquals(List.of(), file.read());
    for (String each : typed) {
      file.add(each);
    }
    assertEquals(typed, new HistoryFile(path()).read());
    assertEquals(3, Files.readAllLines(path()).size());
  }

  @Test
  void what_is_blank_or_huge_or_begins_with_a_space_is_left_out() throws IOException {
    HistoryFile file = new HistoryFile(path());
    file.add(" ");
    file.add(" a secret");
    file.add("x".repeat(10_001));
    assertEquals(List.of(), file.read());
  }

  @Test
  void a_line_that_was_torn_by_a_crash_costs_no_other() throws IOException {
    HistoryFile file = new HistoryFile(path());
    file.add("one");
    Files.write(path(), new byte[] {'o', 'n', 'e', '\n', 't', (byte) 0xC3});
    file.add("three");
    assertEquals(List.of("one", "t\uFFFD", "three"), file.read());
  }

  @Test
  void the_file_does_not_grow_for_ever() throws IOException {
    HistoryFile file = new HistoryFile(path());
    file.add("first");
    Files.writeString(
        path(),
        IntStream.range(0, 1200).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));
    file.add("last");
    List<String> lines = Files.readAllLines(path());
    assertEquals(HistoryFile.MOST_LINES, lines.size());
    assertEquals("line 201", lines.get(0));
    assertEquals("last", lines.get(999));
  }
}
