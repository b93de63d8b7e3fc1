package dev.parley.cli.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command in a terminal of its own, and a person who types and reads. */
public final class TerminalSession implements AutoCloseable {
  static final String ENTER = "\r";
  static final String UP = "\u001bOA";
  static final String LEFT = "\u001bOD";
  static final String BACKSPACE = "\u007f";

  /** What begins a paste, and what ends it, in terminals that tell. */
  static final String PASTE = "\u001b[200~";

  static final String PASTED = "\u001b[201~";

  /** What the line editor switches on when it begins to read. */
  private static final String READING = "\u001b[?2004h";

  private static final long PATIENCE_SECONDS = 60;

  private final PtyProcess process;
  private final StringBuilder screen = new StringBuilder();
  private int read;
  private boolean ended;

  /** Starts {@code parley} with these arguments. */
  public TerminalSession(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dparley.stdin.terminal=true",
                "-Dparley.stdout.terminal=true",
                "-Dparley.stderr.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.parley.cli.Main"));
    command.addAll(List.of(arguments));
    process =
        new PtyProcessBuilder(command.toArray(new String[0]))
            .setEnvironment(environment)
            .setDirectory(folder.toString())
            .setInitialColumns(100)
            .setInitialRows(30)
            .start();
    Thread reader = new Thread(this::read, "screen");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    char[] buffer = new char[4096];
    try (InputStream in = process.getInputStream();
        Reader characters = new InputStreamReader(in, UTF_8)) {
      for (int count = characters.read(buffer); count >= 0; count = characters.read(buffer)) {
        synchronized (screen) {
          screen.append(buffer, 0, count);
          screen.notifyAll();
        }
      }
    } catch (IOException e) {
      append("\n[" + e + "]"); // The other end is gone: so it is on some systems.
    } finally {
      synchronized (screen) {
        ended = true;
        screen.notifyAll();
      }
    }
  }

  private void append(String text) {
    synchronized (screen) {
      screen.append(text);
    }
  }

  /** Types, as fast as no person can. */
  public void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /** Types a message or a command, and reads until the next one can be typed. */
  String say(String line) throws IOException, InterruptedException {
    type(line + ENTER);
    return prompt();
  }

  /** Reads until something can be typed, and returns what was shown before. */
  String prompt() throws InterruptedException {
    return await(READING + "> ");
  }

  /** Reads until that is shown, and returns what was shown before. */
  public String await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (screen) {
      int found = screen.indexOf(text, read);
      while (found < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError(
              (ended ? "it ended without " : "not in time: ") + text + "\nbut with:\n" + screen);
        }
        screen.wait(left);
        found = screen.indexOf(text, read);
      }
      String before = screen.substring(read, found);
      read = found + text.length();
      return before;
    }
  }

  /** Kills it as nothing can prevent, and waits until it is dead. */
  void kill() throws InterruptedException {
    ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    end();
  }

  /** Waits for its end, and returns the exit code. */
  public int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end; it showed:\n" + screen);
    }
    return process.exitValue();
  }

  /** Everything that was shown. */
  public String screen() {
    synchronized (screen) {
      return screen.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
