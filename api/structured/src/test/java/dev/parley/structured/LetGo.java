package dev.parley.structured;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that loads the library, uses it for a class of the JDK, and is done with it. */
final class LetGo {
  private LetGo() {}

  /** Says whether the library is gone; it is found at the places that the argument lists. */
  public static void main(String[] args) throws Exception {
    WeakReference<ClassLoader> library = used(args[0]);
    for (int i = 0; i < 100 && library.get() != null; i++) {
      System.gc();
    }
    System.out.println(library.get() == null ? "let go" : "held after 100 collections");
  }

  private static WeakReference<ClassLoader> used(String places) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String place : places.lines().toList()) {
      urls.add(Path.of(place).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass("dev.parley.structured.JsonType");
      Object texts = type.getMethod("of", Class.class).invoke(null, String.class);
      type.getMethod("read", String.class).invoke(texts, "{\"value\":\"\"}");
      return new WeakReference<>(loader);
    }
  }
}
