package dev.parley.llamalocal.internal;

import dev.parley.chat.ModelCatalog;
import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.llamalocal.ServerListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Servers that the provider starts itself: one for each model file, however it is named. */
final class StartedServers implements Servers {
  private final Launch launch;
  private final Optional<ModelFolder> folder;
  private final Map<Path, StartedServer> servers = new LinkedHashMap<>();
  private boolean closed;

  StartedServers(ProviderSettings settings, ServerListener listener) {
    launch = new Launch(settings, listener);
    folder = settings.path("models-folder").map(path -> new ModelFolder(settings.instance(), path));
  }

  @Override
  public synchronized ModelServer serverOf(String model) {
    if (closed) {
      throw new IllegalStateException("The provider is closed");
    }
    return servers.computeIfAbsent(file(model), file -> new StartedServer(file, launch));
  }

  /** The file of a model, in one spelling; one that is not there fails with the first call. */
  private Path file(String model) {
    try {
      Path file = named(model);
      return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    } catch (InvalidPathException | IOException e) {
      throw new ConfigurationException(
          Kind.MALFORMED_ADDRESS,
          "The name of the model is no path that this system can follow: " + e.getMessage());
    }
  }

  private Path named(String model) {
    if (isPath(model) || folder.isEmpty()) {
      return path(model);
    }
    return folder
        .get()
        .resolve(model)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    Kind.MALFORMED_ADDRESS,
                    "The name of the model leads out of the folder of models: \""
                        + model
                        + "\"; name one in it, or give a path that ends in .gguf"));
  }

  /** Other names are looked for in the folder. */
  private static boolean isPath(String model) {
    return model.endsWith(".gguf")
        || model.startsWith(".")
        || model.startsWith("~")
        || Path.of(model).isAbsolute();
  }

  private static Path path(String model) {
    return model.startsWith("~/")
        ? Path.of(System.getProperty("user.home", ""), model.substring(2))
        : Path.of(model);
  }

  @Override
  public Optional<ModelCatalog> catalog() {
    return folder.map(models -> models);
  }

  @Override
  public void close() {
    List<StartedServer> started;
    synchronized (this) {
      closed = true;
      started = List.copyOf(servers.values());
    }
    started.forEach(StartedServer::close);
  }
}
