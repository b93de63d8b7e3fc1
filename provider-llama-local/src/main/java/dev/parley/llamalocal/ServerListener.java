package dev.parley.llamalocal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Told how the servers that a provider starts are getting on. Called on a thread of the provider,
 * one call at a time for each server; should be quick, since the model's first callers wait
 * meanwhile: a call to that model from here would never return. What it throws is logged and passed
 * over.
 */
public interface ServerListener {

  /** A server begins to load the model; a large one takes minutes. */
  default void loading(Path model) {}

  /** The model is loaded and the server answers. */
  default void ready(Path model, Duration took) {}

  /** The model could not be loaded; {@code problem} is what its callers are told. */
  default void failed(Path model, String problem) {}
}
