package dev.parley.llamalocal.internal;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelInfo;
import dev.parley.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models in a folder and its sub-folders, three levels down: files whose names end in {@code
 * .gguf}. A model's name is its path in the folder, without the suffix and with slashes; that of a
 * split model is its first part's. Links are followed, as caches of downloads are made of them;
 * loops, links to nothing, sub-folders that cannot be read, and names that begin with a dot are
 * passed over. Damaged models are listed with their problem; projectors and adapters are no models.
 *
 * <p>Each call looks anew, and reads the headers of all files. Thread-safe.
 */
final class ModelFolder implements ModelCatalog {

  private static final int SUB_FOLDER_LEVELS = 3;

  private final String instance;
  private final Path folder;

  /** Does no I/O. */
  ModelFolder(String instance, Path folder) {
    this.instance = requireNonNull(instance, "instance");
    this.folder = requireNonNull(folder, "folder");
  }

  /**
   * {@inheritDoc}
   *
   * @throws ConfigurationException if the folder does not exist or cannot be read
   */
  @Override
  public List<ModelInfo> list() {
    SortedMap<String, ModelFiles> models = find();
    List<ModelInfo> infos = new ArrayList<>();
    models.values().forEach(model -> model.describe(instance).ifPresent(infos::add));
    return List.copyOf(infos);
  }

  /**
   * Where the model of that name is, or would be: its file, or the first one of a split model. Does
   * not look whether it is there. Empty for every name that leads out of the folder, that is for
   * absolute ones and those with a {@code ..} in them, and for what this system takes for no path.
   */
  Optional<Path> resolve(String name) {
    Path path;
    try {
      path = folder.getFileSystem().getPath(name + ModelFiles.SUFFIX);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (path.getRoot() != null) {
      return Optional.empty();
    }
    for (Path element : path) {
      if (element.toString().equals("..")) {
        return Optional.empty();
      }
    }
    return Optional.of(folder.resolve(path));
  }

  private SortedMap<String, ModelFiles> find() {
    if (!Files.isDirectory(folder)) {
      throw invalid("is not there, or is no folder; create it and put .gguf files into it", null);
    }
    Search search = new Search();
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), SUB_FOLDER_LEVELS + 1, search);
    } catch (IOException e) {
      throw invalid("cannot be read; change its permissions", e);
    }
    return search.models;
  }

  private ConfigurationException invalid(String what, @Nullable IOException cause) {
    String setting = instance + ".models-folder";
    return new ConfigurationException(
        ConfigurationException.Kind.INVALID_VALUE,
        instance
            + ": the folder of models "
            + folder.toAbsolutePath()
            + " "
            + what
            + ", or name another one by setting \""
            + setting
            + "\"",
        setting,
        List.of(),
        cause);
  }

  /** Collects the models by their names. Only what happens to the folder itself is an error. */
  private final class Search extends SimpleFileVisitor<Path> {

    private final SortedMap<String, ModelFiles> models = new TreeMap<>();

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
      return !dir.equals(folder) && isHidden(dir)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = slashed(folder.relativize(file));
      if (attributes.isRegularFile() && path.endsWith(ModelFiles.SUFFIX) && !isHidden(file)) {
        String name = path.substring(0, path.length() - ModelFiles.SUFFIX.length());
        if (!name.isBlank()) { // no address could name it
          PartName part = PartName.parse(name);
          models
              .computeIfAbsent(part.part(1), first -> new ModelFiles(part))
              .add(part.number(), file, attributes.size());
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      return passOver(file, e);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
        throws IOException {
      return e == null ? FileVisitResult.CONTINUE : passOver(dir, e);
    }

    private FileVisitResult passOver(Path file, IOException e) throws IOException {
      if (file.equals(folder)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path file) {
      return file.getFileName().toString().startsWith(".");
    }

    private static String slashed(Path relative) {
      List<String> elements = new ArrayList<>();
      relative.forEach(element -> elements.add(element.toString()));
      return String.join("/", elements);
    }
  }
}
