package dev.parley.cli.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that the build wrote down, and the JDK that runs it. */
public final class Version {
  private Version() {}

  /** {@return whether that is the option that asks for it} */
  public static boolean isAskedBy(String argument) {
    return argument.equals("-V") || argument.equals("--version");
  }

  /** {@return both, on one line} */
  public static String line() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/dev/parley/cli/version.properties")) {
      properties.load(requireNonNull(in, "version.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "parley "
        + properties.getProperty("version", "(unknown)")
        + " on Java "
        + System.getProperty("java.version");
  }
}
