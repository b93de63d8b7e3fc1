package dev.parley.cli.ask;

import dev.parley.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the address of a model, {@code a:x | b:y}, apart. */
final class ModelAddress {
  private ModelAddress() {}

  /** {@return the provider instances that are asked, in their order; none if no model is named} */
  static List<String> instances(@Nullable String typed, Config config) {
    String address = typed == null ? config.model().orElse("") : typed;
    List<String> instances = new ArrayList<>();
    for (String each : address.split("\\|", -1)) {
      int colon = each.indexOf(':');
      if (colon > 0) {
        instances.add(each.substring(0, colon).strip());
      }
    }
    return instances;
  }
}
