package dev.parley.llamalocal.internal;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.llamalocal.ServerListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every start of a server needs, read from the settings once. Immutable. */
final class Launch {
  private static final int KEY_BYTES = 32;
  private static final int HIGHEST_PORT = 65_535;

  private final ProviderSettings settings;
  private final ServerListener listener;
  private final ServerCommand command;
  private final ServerProgram program;
  private final PidFolder pids;
  private final Connections connections;
  private final long port;

  /**
   * Reads the settings.
   *
   * @throws ConfigurationException if one of them makes no sense
   */
  Launch(ProviderSettings settings, ServerListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.command = new ServerCommand(settings);
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    this.program = new ServerProgram(settings, path, System.getProperty("os.name", ""));
    this.pids = PidFolder.of(settings);
    this.connections = new Connections(settings, "the server that was started for it", true);
    this.port = settings.integer("port").orElse(0L);
    if (port < 0 || port > HIGHEST_PORT) {
      throw settings.invalid("port", "from 0 to " + HIGHEST_PORT);
    }
  }

  ServerListener listener() {
    return listener;
  }

  /** A key that nobody else knows. */
  static Secret newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  /** A connection to a server that was started with that key. */
  ChatCompletions connect(URI address, Secret key) {
    return connections.connect(address, Optional.of(() -> key));
  }

  /**
   * Starts a server for a model, after the servers that nobody else will end.
   *
   * @throws StartFailure if there is no such model, or it cannot be started
   * @throws ConfigurationException if a setting stands in the way
   */
  ServerProcess start(Path model, Secret key) throws StartFailure {
    check(model);
    Path file = program.find();
    endLeftovers(); // One of them may have the port.
    requirePort();
    List<String> line = command.line(file, model, port);
    PidFolder.Note note = note();
    try {
      return ServerProcess.start(line, command.environment(System.getenv(), key), key, note);
    } catch (IOException e) {
      throw new StartFailure(
          StartFailure.Kind.SERVER_FAILED, file + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** The server might not say what is wrong with a file, but abort. */
  private static void check(Path model) throws StartFailure {
    if (!Files.exists(model)) {
      throw noModel("there is no file " + model + "; give the path of a GGUF file", null);
    }
    if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
      throw noModel(model + " is no file that can be read; give the path of a GGUF file", null);
    }
    try {
      GgufHeader.read(model);
    } catch (GgufFormatException e) {
      throw noModel(model + " " + e.getMessage() + "; choose a GGUF file", e);
    } catch (IOException e) {
      throw noModel(model + " cannot be read: " + e, e);
    }
  }

  private static StartFailure noModel(String problem, @Nullable Throwable cause) {
    return new StartFailure(StartFailure.Kind.NO_MODEL, problem, cause);
  }

  private void requirePort() {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ServerCommand.host(), Math.toIntExact(port)));
    } catch (IOException e) {
      throw settings.invalid(
          "port",
          "one that is free, or be left out: " + port + " cannot be had (" + e.getMessage() + ")");
    }
  }

  private PidFolder.Note note() {
    try {
      return pids.draft();
    } catch (IOException e) {
      throw settings.invalid(
          "state-folder", "a folder that can be written, with files that can be locked: " + e);
    }
  }

  private void endLeftovers() {
    try {
      pids.endLeftovers();
    } catch (IOException e) {
      throw settings.invalid("state-folder", "a folder that can be used: " + e);
    }
  }
}
