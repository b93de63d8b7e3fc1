package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.ChildJvm.Outcome;
import dev.parley.verification.OutsideProgram.On;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that has the published jars, what they need, and nothing else, asks for records of its
 * own: reflection is what modules are about.
 */
class RecordConsumerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(On.class)
  void a_program_gets_its_own_records_where_its_module_lets_them_be_made(On path) throws Exception {
    Outcome outcome = OutsideProgram.compile("asker", path, jars(), folder).run();

    String output = outcome.output();
    assertEquals(0, outcome.status(), output);
    assertTrue(output.contains("City[name=Rome, days=[1, 2]]"), output);
    boolean modules = path == On.MODULE_PATH;
    assertTrue(output.contains("module: " + (modules ? "asker" : "null")), output);
    assertTrue(
        output.contains(
            modules
                ? "asker.Asker$Hidden cannot be reached: let module asker say `opens asker to"
                    + " dev.parley.structured`, or make the record public and export its package"
                : "Hidden[name=me]"),
        output);
  }

  private static List<Path> jars() {
    List<Path> jackson =
        Project.classPath().stream()
            .filter(jar -> jar.getFileName().toString().startsWith("jackson-core-"))
            .toList();
    assertEquals(1, jackson.size(), jackson.toString());
    return Stream.concat(
            Stream.of("parley-api", "parley-structured", "parley-mock")
                .map(artifact -> ParleyModule.named(artifact).location()),
            jackson.stream())
        .toList();
  }
}
