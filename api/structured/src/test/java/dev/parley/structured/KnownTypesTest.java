package dev.parley.structured;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.parley.chat.ChatModel;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.WeakReference;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a class goes with it, and with the library. */
class KnownTypesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "record Kept(String text, List<Kept> more) {}",
        "record Kept(String text, List<Integer> more, Optional<LocalDate> day) {}",
        "enum Kept { A, B }",
        "sealed interface Kept { record One(Map<String, Double> more) implements Kept {} }",
      })
  void a_class_loader_is_let_go(String type) {
    WeakReference<ClassLoader> loader = used(type);
    for (int i = 0; i < 100 && loader.get() != null; i++) {
      System.gc();
    }
    assertNull(loader.get(), "The class loader is still held after 100 collections");
  }

  private static WeakReference<ClassLoader> used(String declared) {
    String source = "import java.time.*; import java.util.*; class Outer { " + declared + " }";
    try (CompiledTypes types = new CompiledTypes("Outer", source)) {
      for (Class<?> type : types.plain()) {
        writtenAgain(JsonType.of(type));
        assertEquals(List.of(), JsonType.listOf(type).read("{\"value\":[]}"));
      }
      return new WeakReference<>(types.plain().get(0).getClassLoader());
    }
  }

  private static <T> void writtenAgain(JsonType<T> type) {
    String json = new RandomJson(type.schema(), 1).value().toString();
    assertEquals(json, type.write(type.read(json)));
  }

  @Test
  void the_library_is_let_go_though_the_classes_of_the_jdk_stay() throws Exception {
    String library =
        Stream.of(JsonType.class, ChatModel.class, JsonFactory.class)
            .map(type -> CompiledTypes.location(type).toString())
            .reduce((one, other) -> one + "\n" + other)
            .orElseThrow();
    ProcessBuilder program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What is held softly goes with the first collection, as if memory were short.
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-cp",
                program().toString(),
                LetGo.class.getName(),
                library)
            .redirectError(Redirect.INHERIT);
    // They have it say so, and may make that it does not collect when it is asked to.
    program.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process java = program.start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(java.waitFor(60, TimeUnit.SECONDS));
    assertEquals("let go", output.strip());
  }

  /** By the file: a class that is patched into a module says that it is from the module's place. */
  private static Path program() throws URISyntaxException {
    URL file = requireNonNull(LetGo.class.getResource("LetGo.class"));
    Path folder = Path.of(file.toURI());
    for (String name : LetGo.class.getName().split("\\.", -1)) {
      folder = requireNonNull(folder.getParent(), name);
    }
    return folder;
  }
}
