package dev.parley.tck.toy;

import dev.parley.spi.ProviderFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A class path on which some factories are installed. It defines toys anew, because the tests run
 * in a named module too, and services of those are found another way.
 */
public final class Installed extends ClassLoader {
  private static final List<String> ANEW =
      List.of("dev.parley.tck.toy.", "dev.parley.tck.mutation.");
  private static final String RESOURCE = "META-INF/services/" + ProviderFactory.class.getName();

  private final String names;

  private Installed(List<Class<? extends ProviderFactory>> factories) {
    super(Installed.class.getClassLoader());
    this.names = String.join("\n", factories.stream().map(Class::getName).toList());
  }

  /** Installs them for the current thread. {@return what was before} */
  public static ClassLoader on(Thread thread, List<Class<? extends ProviderFactory>> factories) {
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new Installed(factories));
    return before;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return ANEW.stream().anyMatch(name::startsWith)
          ? define(name)
          : super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in = Installed.class.getResourceAsStream(file)) {
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
    return name.equals(RESOURCE)
        ? Collections.enumeration(List.of(services()))
        : super.getResources(name);
  }

  /** The list of services, which is in no file. */
  private URL services() throws MalformedURLException {
    return new URL(
        null,
        "installed:" + RESOURCE,
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new Listed(url);
          }
        });
  }

  private final class Listed extends URLConnection {
    Listed(URL url) {
      super(url);
    }

    @Override
    public void connect() {}

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(names.getBytes(StandardCharsets.UTF_8));
    }
  }
}
