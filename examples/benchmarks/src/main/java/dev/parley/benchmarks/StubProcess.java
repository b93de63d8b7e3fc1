package dev.parley.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server in a process of its own, by the JDK and the class path of this one. */
final class StubProcess implements AutoCloseable {
  private final Process process;
  private final URI baseUrl;

  private StubProcess(Process process, URI baseUrl) {
    this.process = process;
    this.baseUrl = baseUrl;
  }

  /** Starts a program that prints its port and ends when its standard input does. */
  static StubProcess start(Class<?> program) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
    String port = out.readLine();
    if (port == null) {
      throw new IOException("The stub server ended before it had a port; see what it printed");
    }
    return new StubProcess(process, URI.create("http://127.0.0.1:" + port + "/v1"));
  }

  URI baseUrl() {
    return baseUrl;
  }

  /** The stub ends with its standard input, and so with this process, however that ends. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
  }
}
