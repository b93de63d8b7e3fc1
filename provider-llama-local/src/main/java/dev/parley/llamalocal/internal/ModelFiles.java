package dev.parley.llamalocal.internal;

import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of one model: a file, or the parts of a split one. Not thread-safe. */
final class ModelFiles {

  static final String SUFFIX = ".gguf";

  private final PartName first;
  private final SortedMap<Integer, Path> parts = new TreeMap<>();
  private long bytes;

  /** Of the model that has this file; its files are still to be added. */
  ModelFiles(PartName file) {
    first = new PartName(file.base(), 1, file.count());
  }

  void add(int number, Path file, long fileBytes) {
    parts.put(number, file);
    bytes += fileBytes;
  }

  /** What the files tell of the model; empty if they are something that only goes with a model. */
  Optional<ModelInfo> describe(String instance) {
    ModelInfo.Builder info = ModelInfo.builder(new ModelId(instance, first.part(1)));
    Optional<String> quantization = Optional.empty();
    List<String> problems = new ArrayList<>();
    missing().ifPresentOrElse(problems::add, () -> info.sizeBytes(bytes));
    for (Map.Entry<Integer, Path> part : parts.entrySet()) {
      int number = part.getKey();
      try {
        GgufHeader header = GgufHeader.read(part.getValue());
        if (!header.isModel()) {
          return Optional.empty();
        }
        if (number == 1) {
          info.title(header.name());
          header.contextTokens().ifPresent(info::contextTokens);
        }
        // The first part may hold no tensors, and only the first may tell the file's type.
        quantization = quantization.or(header::quantization);
        problem(number, header).ifPresent(problem -> problems.add(fileName(number) + problem));
      } catch (IOException e) {
        problems.add(fileName(number) + reason(e));
      }
    }
    info.quantization(quantization.orElse(null));
    info.problem(problems.isEmpty() ? null : problems.get(0));
    return Optional.of(info.build());
  }

  private Optional<String> missing() {
    int count = first.files() - parts.size();
    if (count == 0) {
      return Optional.empty();
    }
    int lowest = 1;
    while (parts.containsKey(lowest)) {
      lowest++;
    }
    String more = count == 1 ? " is missing" : " is missing, and so are " + (count - 1) + " more";
    return Optional.of(fileName(lowest) + more);
  }

  /** What of a sound header keeps llama.cpp from loading the model. */
  private Optional<String> problem(int number, GgufHeader header) {
    if (header.splitCount() != first.files() || header.splitNo() != number - 1) {
      return Optional.of(
          " is another part of a split model than its name tells (split.no is "
              + header.splitNo()
              + ", split.count is "
              + header.splitCount()
              + "); give it its original name");
    }
    if (number == 1 && header.architecture().isEmpty()) {
      return Optional.of(" does not tell its architecture");
    }
    if (first.files() == 1 && header.tensorCount() == 0) {
      return Optional.of(" holds no weights");
    }
    return Optional.empty();
  }

  private static String reason(IOException e) {
    if (e instanceof GgufFormatException) {
      return " " + e.getMessage();
    }
    if (e instanceof AccessDeniedException) {
      return " cannot be read: access is denied";
    }
    return " cannot be read: " + e;
  }

  private String fileName(int number) {
    String path = first.part(number) + SUFFIX;
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
