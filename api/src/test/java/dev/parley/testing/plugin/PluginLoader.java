package dev.parley.testing.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * A class path of its own on which some services are installed. It defines these fakes anew,
 * because on the module path services of named modules are found another way.
 */
public final class PluginLoader extends ClassLoader {
  private static final String PACKAGES = "dev.parley.testing.";

  private final URL services;
  private final String resource;

  private PluginLoader(String service, URL services) {
    super(PluginLoader.class.getClassLoader());
    this.resource = "META-INF/services/" + service;
    this.services = services;
  }

  /** Runs {@code action} with the classes of these names installed as {@code service}. */
  public static <T> T with(Path folder, Class<?> service, Callable<T> action, String... names)
      throws Exception {
    Path file = Files.createTempFile(folder, "services", "");
    Files.writeString(file, Arrays.stream(names).collect(Collectors.joining("\n")));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new PluginLoader(service.getName(), file.toUri().toURL()));
    try {
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return name.startsWith(PACKAGES) ? define(name) : super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in = PluginLoader.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(resource)
        ? Collections.enumeration(Collections.singleton(services))
        : super.getResources(name);
  }
}
