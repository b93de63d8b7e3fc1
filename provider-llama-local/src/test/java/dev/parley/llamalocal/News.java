package dev.parley.llamalocal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, as words and file names. */
final class News implements ServerListener {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  @Override
  public void loading(Path model) {
    told.add("loading " + model.getFileName());
  }

  @Override
  public void ready(Path model, Duration took) {
    told.add("ready " + model.getFileName() + (took.isNegative() ? " before it began" : ""));
  }

  @Override
  public void failed(Path model, String problem) {
    told.add("failed " + model.getFileName());
    problems.add(problem);
  }

  List<String> told() {
    return List.copyOf(told);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }
}
