package dev.parley.llamalocal.internal;

import dev.parley.config.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a server logs, to its end: a full pipe would stop the server. Keeps the last lines,
 * and finds the address. Thread-safe.
 */
final class ServerLog implements Runnable {
  private static final int KEPT_LINES = 20;
  private static final int LONGEST_LINE = 300;

  /**
   * The only place that tells a port that the server chose. The first form is that of 0.7.0, the
   * second that of servers of 2024.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "listening on http://127\\.0\\.0\\.1:(\\d{1,5})|listening, hostname: 127\\.0\\.0\\.1, port: (\\d{1,5})");

  private final InputStream output;
  private final Secret key;
  private final Deque<String> lines = new ArrayDeque<>();
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  /** A log that {@link #run} will read; the key is masked in it. */
  ServerLog(InputStream output, Secret key) {
    this.output = output;
    this.key = key;
  }

  @Override
  public void run() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      take("(its log broke off: " + e.getMessage() + ")"); // As it does when the process is killed.
    } finally {
      address.completeExceptionally(new IOException("the log ended without an address"));
    }
  }

  private void take(String line) {
    if (!address.isDone()) {
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        String port = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        address.complete(URI.create("http://127.0.0.1:" + port));
      }
    }
    String masked = line.replace(key.reveal(), key.toString());
    synchronized (lines) {
      lines.addLast(
          masked.length() > LONGEST_LINE ? masked.substring(0, LONGEST_LINE) + "…" : masked);
      if (lines.size() > KEPT_LINES) {
        lines.removeFirst();
      }
    }
  }

  /** Where the server listens; fails when the log ends before it says so. */
  CompletableFuture<URI> address() {
    return address;
  }

  /** The last lines. They may quote requests that the server found wrong. */
  String tail() {
    synchronized (lines) {
      return lines.isEmpty() ? "(it logged nothing)" : String.join("\n", lines);
    }
  }
}
