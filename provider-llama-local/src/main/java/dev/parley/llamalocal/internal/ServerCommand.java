package dev.parley.llamalocal.internal;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How a server is started: its command line and its environment. Immutable. */
final class ServerCommand {
  /** What the provider sets itself, and what would keep it from finding or reaching the server. */
  private static final Set<String> OWN_ARGUMENTS =
      Set.of(
          "-m",
          "--model",
          "-mu",
          "--model-url",
          "-hf",
          "-hfr",
          "--hf-repo",
          "--models-dir",
          "--models-preset",
          "--host",
          "--port",
          "-a",
          "--alias",
          "--api-key",
          "--api-key-file",
          "--api-prefix",
          "--ssl-key-file",
          "--ssl-cert-file",
          "--log-disable",
          "-lv",
          "--verbosity",
          "--log-verbosity",
          "-h",
          "--help",
          "--version");

  /** What programs and the drivers of GPUs need. Nothing else of the environment is passed on. */
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "USERPROFILE",
          "SYSTEMROOT",
          "TMPDIR",
          "TMP",
          "TEMP",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH");

  private static final List<String> PASSED_ON_PREFIXES =
      List.of(
          "GGML_", "CUDA_", "NVIDIA_", "HIP_", "ROCR_", "HSA_", "VK_", "ONEAPI_", "SYCL_", "ZE_",
          "OMP_");

  /** More than any server takes, little enough for its 32 bits. */
  private static final long MOST = 1 << 30;

  private static final Pattern SECRET = Pattern.compile("KEY|TOKEN|SECRET|PASSWORD");

  private final List<String> options;

  /**
   * The command line that the settings describe.
   *
   * @throws dev.parley.error.ConfigurationException if one of them makes no sense
   */
  ServerCommand(ProviderSettings settings) {
    List<String> line = new ArrayList<>();
    Optional<Long> slots = positive(settings, "slots");
    Optional<Long> context = positive(settings, "context");
    // The server's context is that of all slots together, and shared out evenly.
    long together = context.orElse(0L) * slots.orElse(1L);
    if (together > MOST) {
      throw settings.invalid("context", "less: with all slots it is more than " + MOST + " tokens");
    }
    context.ifPresent(tokens -> line.addAll(option("-c", together)));
    slots.ifPresent(count -> line.addAll(option("-np", count)));
    positive(settings, "threads").ifPresent(count -> line.addAll(option("-t", count)));
    gpuLayers(settings).ifPresent(layers -> line.addAll(option("-ngl", layers)));
    settings.text("chat-template").ifPresent(t -> line.addAll(option("--chat-template", t)));
    settings
        .path("chat-template-file")
        .ifPresent(file -> line.addAll(option("--chat-template-file", file)));
    settings
        .choice("reasoning-format")
        .ifPresent(format -> line.addAll(option("--reasoning-format", format)));
    line.addAll(extra(settings));
    options = List.copyOf(line);
  }

  private static List<String> option(String name, Object value) {
    return List.of(name, value.toString());
  }

  private static Optional<Long> positive(ProviderSettings settings, String name) {
    Optional<Long> number = settings.integer(name);
    if (number.isPresent() && (number.get() < 1 || number.get() > MOST)) {
      throw settings.invalid(name, "from 1 to " + MOST);
    }
    return number;
  }

  private static Optional<String> gpuLayers(ProviderSettings settings) {
    Optional<String> layers = settings.text("gpu-layers");
    if (layers.isPresent() && !layers.get().matches("\\d{1,6}|auto|all")) {
      throw settings.invalid("gpu-layers", "a number of layers, auto or all");
    }
    return layers;
  }

  private static List<String> extra(ProviderSettings settings) {
    List<String> extra;
    try {
      extra = ArgumentLine.split(settings.text("extra-args").orElse(""));
    } catch (IllegalArgumentException e) {
      throw settings.invalid("extra-args", "arguments whose quotes are closed");
    }
    for (String argument : extra) {
      // The server takes --api_key for --api-key.
      String name = argument.startsWith("--") ? argument.replace('_', '-') : argument;
      if (OWN_ARGUMENTS.contains(name)) {
        throw settings.invalid(
            "extra-args", "without " + argument + ", which the provider takes care of itself");
      }
    }
    return extra;
  }

  /** Where servers that are started listen; the JVM's own loopback may be that of IPv6. */
  static InetAddress host() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /** The whole command line; on port 0 the server takes a free one and logs it. */
  List<String> line(Path program, Path model, long port) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(program.toString(), "-m", model.toString(), "--alias", alias(model)));
    line.addAll(List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "--offline"));
    line.addAll(options);
    return line;
  }

  /** The name by which the server calls its model; a comma would make two of one. */
  private static String alias(Path model) {
    return String.valueOf(model.getFileName()).replaceAll("(?i)\\.gguf$", "").replace(',', '_');
  }

  /** The environment: no key of anybody else, no {@code LLAMA_ARG_…} that would change settings. */
  Map<String, String> environment(Map<String, String> all, Secret key) {
    Map<String, String> passed = new TreeMap<>();
    all.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT);
          if (SECRET.matcher(upper).find()) {
            return; // Such as NVIDIA_API_KEY.
          }
          if (PASSED_ON.contains(upper)
              || PASSED_ON_PREFIXES.stream().anyMatch(upper::startsWith)) {
            passed.put(name, value);
          }
        });
    passed.put("LLAMA_API_KEY", key.reveal());
    return passed;
  }
}
