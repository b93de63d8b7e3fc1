package dev.parley.verification;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ships: the jars under {@code mvn verify}, the folders of classes under {@code mvn test}. */
class BuiltJarsTest {
  private static final String SERVICES = "META-INF/services/";
  private static final int JAVA_17 = 61;

  static List<ParleyModule> published() {
    return ParleyModule.published();
  }

  static List<ParleyModule> described() {
    return published().stream().filter(module -> !module.isAutomatic()).toList();
  }

  @Test
  void only_the_counter_of_tokens_has_no_descriptor_but_a_name() throws IOException {
    List<ParleyModule> automatic = published().stream().filter(ParleyModule::isAutomatic).toList();
    assertEquals("[parley-openai-tokens]", automatic.toString());
    Path location = automatic.get(0).location();
    assertTrue(automatic.get(0).descriptor().isAutomatic());
    assertEquals(AutomaticModule.NAME, automatic.get(0).descriptor().name());
    assertFalse(Contents.list(location).contains("module-info.class"));
  }

  @ParameterizedTest
  @MethodSource("described")
  void has_a_descriptor_of_its_own(ParleyModule module) throws IOException {
    ModuleDescriptor descriptor = module.descriptor();
    assertFalse(descriptor.isAutomatic(), module + " has no module-info");
    assertFalse(descriptor.isOpen(), module + " is open");
    assertTrue(descriptor.name().startsWith("dev.parley."), descriptor.name());
    if (Files.isRegularFile(module.location())) {
      try (JarFile jar = new JarFile(module.location().toFile())) {
        assertNull(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void its_descriptor_and_its_services_files_agree(ParleyModule module) throws IOException {
    Map<String, List<String>> declared =
        module.descriptor().provides().stream()
            .collect(toMap(Provides::service, Provides::providers));
    assertEquals(declared, servicesFiles(module), "module-info and META-INF/services of " + module);
    if (module.isPlugin()) {
      assertFalse(declared.isEmpty(), module + " is a plugin that provides nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void exports_all_packages_but_the_internal_ones(ParleyModule module) {
    Set<String> expected =
        module.descriptor().packages().stream()
            .filter(name -> !List.of(name.split("\\.")).contains("internal"))
            .collect(toSet());
    assertEquals(expected, module.exportedPackages());
    assertFalse(expected.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("published")
  void requires_what_the_table_allows_only(ParleyModule module) {
    Set<String> allowed =
        module.uses().stream().map(a -> ParleyModule.named(a).descriptor().name()).collect(toSet());
    Set<String> forbidden =
        module.descriptor().requires().stream()
            .map(Requires::name)
            .filter(name -> !name.startsWith("java.") && !name.equals("org.jspecify"))
            .filter(name -> !allowed.contains(name))
            .filter(name -> module.libraries().stream().noneMatch(l -> l.owns(name)))
            .collect(toSet());
    assertEquals(Set.of(), forbidden);
  }

  @ParameterizedTest
  @MethodSource("described")
  void asks_no_consumer_for_the_annotations_jar(ParleyModule module) {
    Requires jspecify =
        module.descriptor().requires().stream()
            .filter(requires -> requires.name().equals("org.jspecify"))
            .findFirst()
            .orElseThrow();
    // With transitive, consumers on the module path do not compile without that jar.
    assertEquals(Set.of(Requires.Modifier.STATIC), jspecify.modifiers());
  }

  @ParameterizedTest
  @MethodSource("published")
  void is_java_17_bytecode(ParleyModule module) throws IOException {
    for (String name : Contents.list(module.location())) {
      if (name.endsWith(".class")) {
        try (DataInputStream in = new DataInputStream(Contents.open(module.location(), name))) {
          in.readInt();
          in.readUnsignedShort();
          assertEquals(JAVA_17, in.readUnsignedShort(), name);
        }
      }
    }
  }

  @Test
  void openai_with_all_it_needs_stays_light() throws IOException {
    List<Path> jars = Project.openAiClassPath();
    for (String needed :
        List.of("parley-api", "parley-chat-completions", "parley-openai", "parley-policies")) {
      Path location = ParleyModule.named(needed).location();
      assertTrue(jars.contains(location), needed + " is not among " + jars);
    }
    for (String library : List.of("okhttp", "failsafe")) {
      assertTrue(jars.stream().anyMatch(jar -> jar.toString().contains(library)), jars.toString());
    }
    long bytes = 0;
    for (Path jar : jars) {
      bytes += size(jar);
    }
    assertTrue(jars.size() <= 17, jars.size() + " jars, of at most 17: " + jars);
    assertTrue(bytes <= 6_500_000, bytes + " bytes, of at most 6.5 MB: " + jars);
  }

  private static Map<String, List<String>> servicesFiles(ParleyModule module) throws IOException {
    Map<String, List<String>> found = new HashMap<>();
    for (String name : Contents.list(module.location())) {
      if (name.startsWith(SERVICES) && !name.endsWith("/")) {
        byte[] bytes = Contents.open(module.location(), name).readAllBytes();
        found.put(
            name.substring(SERVICES.length()),
            new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList());
      }
    }
    return found;
  }

  /** A folder of classes, as there is under {@code mvn test}, counts as the jar that it becomes. */
  private static long size(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return Files.size(path);
    }
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(path);
        ZipOutputStream zip = new ZipOutputStream(jar)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(path.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return jar.size();
  }
}
