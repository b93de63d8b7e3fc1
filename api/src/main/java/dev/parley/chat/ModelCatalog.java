package dev.parley.chat;

import java.util.List;

/** The models that a provider can tell of. Thread-safe. */
@FunctionalInterface
public interface ModelCatalog {

  /**
   * {@return the models there are now, in the order of their names; those that are known and cannot
   * be used say why} It may ask the provider.
   *
   * @throws dev.parley.error.ParleyException if there is no telling
   */
  List<ModelInfo> list();
}
