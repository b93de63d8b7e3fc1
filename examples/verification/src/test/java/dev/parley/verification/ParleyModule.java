package dev.parley.verification;

import static dev.parley.verification.Library.DAGGER;
import static dev.parley.verification.Library.FAILSAFE;
import static dev.parley.verification.Library.JACKSON;
import static dev.parley.verification.Library.JEDIS;
import static dev.parley.verification.Library.JTOKKIT;
import static dev.parley.verification.Library.JUNIT;
import static dev.parley.verification.Library.OKHTTP;
import static dev.parley.verification.ParleyModule.Kind.CORE;
import static dev.parley.verification.ParleyModule.Kind.COUNTER;
import static dev.parley.verification.ParleyModule.Kind.EXAMPLE;
import static dev.parley.verification.ParleyModule.Kind.PROVIDER;
import static dev.parley.verification.ParleyModule.Kind.SHARED;
import static dev.parley.verification.ParleyModule.Kind.STORE;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A Maven module of Parley and what it may use: the table that all rules are made of. A new module
 * is one line in {@link #TABLE}; {@link ModuleTableTest} fails until it has one.
 *
 * @param folder where it lives, under the root
 * @param kind what it is
 * @param atLeast how many classes it has at the very least, so that no rule passes for seeing none
 * @param uses the artifacts of Parley that it may use
 * @param libraries the foreign libraries that it may use, beside the JDK and JSpecify
 */
record ParleyModule(
    String folder,
    String artifact,
    Kind kind,
    int atLeast,
    Set<String> uses,
    Set<Library> libraries) {

  enum Kind {
    /** Used by everything; knows nobody. */
    CORE,
    /** Between the API and several plugins. */
    SHARED,
    /** A plugin that makes models. */
    PROVIDER,
    /** A plugin that keeps conversations. */
    STORE,
    /** A plugin that counts tokens. */
    COUNTER,
    /** Not published; may use anything. */
    EXAMPLE
  }

  private static final String API = "parley-api";
  private static final String CHAT = "parley-chat-completions";
  private static final String JSON = "parley-json";
  private static final String OPENAI = "parley-openai";
  private static final String LLAMA = "parley-llama-local";
  private static final String TOKENS = "provider-openai/tokens";
  private static final String DIALECT = "provider-openai/chat-completions";

  static final List<ParleyModule> TABLE =
      List.of(
          row("api", API, CORE, 80, Set.of(), Set.of()),
          row("api/tck", "parley-tck", SHARED, 20, Set.of(API), Set.of(JUNIT)),
          row("api/json", JSON, SHARED, 18, Set.of(API), Set.of(JACKSON)),
          row("api/structured", "parley-structured", SHARED, 30, Set.of(API), Set.of(JACKSON)),
          row("api/policies", "parley-policies", SHARED, 25, Set.of(API), Set.of(FAILSAFE)),
          row("api/guard", "parley-guard", SHARED, 25, Set.of(API), Set.of()),
          row(
              "api/batch",
              "parley-batch",
              SHARED,
              30,
              Set.of(API, JSON, "parley-policies"),
              Set.of(JACKSON)),
          row(DIALECT, CHAT, SHARED, 25, Set.of(API), Set.of(JACKSON, OKHTTP)),
          row("provider-openai", OPENAI, PROVIDER, 8, Set.of(API, CHAT), Set.of(DAGGER)),
          row(TOKENS, "parley-openai-tokens", COUNTER, 12, Set.of(API), Set.of(JTOKKIT)),
          row("provider-llama-local", LLAMA, PROVIDER, 30, Set.of(API, CHAT), Set.of(DAGGER)),
          row("conversation-store", "parley-store", STORE, 8, Set.of(API, JSON), Set.of()),
          row(
              "conversation-store/redis",
              "parley-store-redis",
              STORE,
              4,
              Set.of(API, JSON),
              Set.of(JEDIS)),
          row("provider-mock", "parley-mock", PROVIDER, 12, Set.of(API), Set.of()),
          example("chat-cli", 15),
          example("quickstart", 1),
          example("verification", 1));

  /** {@return the modules that users get} */
  static List<ParleyModule> published() {
    return TABLE.stream().filter(ParleyModule::isPublished).toList();
  }

  static ParleyModule named(String artifact) {
    return TABLE.stream().filter(m -> m.artifact.equals(artifact)).findFirst().orElseThrow();
  }

  boolean isPublished() {
    return kind != EXAMPLE;
  }

  boolean isPlugin() {
    return kind == PROVIDER || kind == Kind.STORE || kind == COUNTER;
  }

  /** Whether it has no module-info: JTokkit has no module name that one could require. */
  boolean isAutomatic() {
    return folder.equals(TOKENS);
  }

  /** {@return its jar, or its folder of classes where it is not packaged yet} */
  Path location() {
    Path target = Project.root().resolve(folder).resolve("target");
    return Project.classPath().stream()
        .filter(entry -> entry.startsWith(target) && !entry.endsWith("test-classes"))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(artifact + " is not on the class path: add it to the pom"));
  }

  /** {@return its module-info; an automatic descriptor if it has none} */
  ModuleDescriptor descriptor() {
    if (isAutomatic()) {
      return AutomaticModule.descriptor(location());
    }
    return ModuleFinder.of(location()).findAll().iterator().next().descriptor();
  }

  /** {@return the packages that it exports to everybody} */
  Set<String> exportedPackages() {
    if (isAutomatic()) {
      return descriptor().packages();
    }
    return descriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Its name in test reports. */
  @Override
  public String toString() {
    return artifact;
  }

  private static ParleyModule row(
      String folder,
      String artifact,
      Kind kind,
      int atLeast,
      Set<String> uses,
      Set<Library> libraries) {
    return new ParleyModule(folder, artifact, kind, atLeast, uses, libraries);
  }

  private static ParleyModule example(String name, int atLeast) {
    return row("examples/" + name, "parley-" + name, EXAMPLE, atLeast, Set.of(), Set.of());
  }
}
