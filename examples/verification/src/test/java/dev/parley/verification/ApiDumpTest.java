package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API of each published module, as text that is committed, so that a reviewer sees what
 * changes for users. The property {@code api.update} writes the texts anew.
 */
class ApiDumpTest {
  private static final String HOW_TO_UPDATE =
      "\n\nIf users should see this change, write the dumps anew and commit them:\n"
          + "  mvn verify -pl examples/verification -am -Dapi.update=true -Dtest=ApiDumpTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false\n";

  static List<ParleyModule> published() {
    return ParleyModule.published();
  }

  @ParameterizedTest
  @MethodSource("published")
  void the_public_api_is_what_was_committed(ParleyModule module) throws IOException {
    Path file = Project.root().resolve(module.folder()).resolve("src/test/api/" + module + ".api");
    List<String> now = ApiDump.of(module);
    assertTrue(now.size() > 5, () -> "nearly nothing seen of " + module + ": " + now);
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(file.getParent());
      Files.write(file, now);
    }
    List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
    assertEquals("", difference(committed, now), () -> file + HOW_TO_UPDATE);
  }

  @Test
  void a_difference_names_the_type_that_a_line_belongs_to() {
    List<String> before = List.of("class a.B", "  void x()", "  void y()", "class a.C");
    List<String> after = List.of("class a.B", "  void x()", "class a.C", "  void y()");
    assertEquals("\n- class a.B:   void y()\n+ class a.C:   void y()", difference(before, after));
  }

  /** Members of different types can look alike, so a line is known together with its type's. */
  private static String difference(List<String> before, List<String> after) {
    Set<String> gone = new TreeSet<>(qualified(before));
    Set<String> come = new TreeSet<>(qualified(after));
    Set<String> both = new HashSet<>(gone);
    both.retainAll(come);
    gone.removeAll(both);
    come.removeAll(both);
    StringBuilder text = new StringBuilder();
    gone.forEach(line -> text.append("\n- ").append(line));
    come.forEach(line -> text.append("\n+ ").append(line));
    return text.toString();
  }

  private static List<String> qualified(List<String> lines) {
    List<String> result = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        result.add(type + ": " + line);
      } else {
        type = line;
        result.add(line);
      }
    }
    return result;
  }
}
