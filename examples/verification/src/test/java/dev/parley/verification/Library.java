package dev.parley.verification;

import java.util.List;

/**
 * A foreign library that modules may be allowed.
 *
 * @param group the group of its Maven artifacts
 * @param packages where its classes are; its JVM modules are named alike
 */
record Library(String name, String group, List<String> packages) {
  static final Library JACKSON =
      library("Jackson", "com.fasterxml.jackson.core", "com.fasterxml.jackson");
  static final Library OKHTTP = library("OkHttp", "com.squareup.okhttp3", "okhttp3", "okio");
  static final Library FAILSAFE = library("Failsafe", "dev.failsafe", "dev.failsafe");
  static final Library DAGGER =
      library("Dagger", "com.google.dagger", "dagger", "jakarta.inject", "javax.inject");
  static final Library JTOKKIT = library("JTokkit", "com.knuddels", "com.knuddels.jtokkit");
  static final Library JEDIS =
      library("Jedis", "redis.clients", "redis.clients", "org.apache.commons.pool2", "org.slf4j");
  static final Library JUNIT = library("JUnit", "org.junit.jupiter", "org.junit", "org.opentest4j");

  /** No exported signature mentions these; the contract tests are JUnit's on purpose. */
  static final List<Library> INSIDE_ONLY =
      List.of(JACKSON, OKHTTP, FAILSAFE, DAGGER, JTOKKIT, JEDIS);

  /** {@return whether a package, or a module, of that name belongs to it} */
  boolean owns(String packageName) {
    return packages.stream()
        .anyMatch(root -> packageName.equals(root) || packageName.startsWith(root + "."));
  }

  @Override
  public String toString() {
    return name;
  }

  private static Library library(String name, String group, String... packages) {
    return new Library(name, group, List.of(packages));
  }
}
