package dev.parley.cli;

import dev.parley.Models;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.spi.ProviderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One command in surroundings that are all made up. */
final class Run {
  static final FakeFactory.Step STOP = model -> new Finished(FinishReason.STOP);

  private final Map<String, String> environment = new HashMap<>();
  private final List<ProviderFactory> providers = new ArrayList<>();
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path folder;
  private OutputStream out = captured;
  private InputStream in = InputStream.nullInputStream();
  private boolean inIsTerminal = true;
  private boolean outIsTerminal;
  private Runnable beforeRun = () -> {};
  private Cancellation cancellation = new Cancellation();

  /** A run in a working folder, beside which the user's configuration is looked for. */
  Run(Path folder, ProviderFactory... providers) {
    this.folder = folder;
    this.providers.addAll(List.of(providers));
    environment.put("XDG_CONFIG_HOME", folder.resolve("user").toAbsolutePath().toString());
  }

  static FakeFactory.Step text(String text) {
    return model -> new TextDelta(text);
  }

  Run environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Run stdin(String text) {
    return stdin(text.getBytes(StandardCharsets.UTF_8));
  }

  Run stdin(byte[] bytes) {
    in = new ByteArrayInputStream(bytes);
    inIsTerminal = false;
    return this;
  }

  Run stdout(OutputStream stream) {
    out = stream;
    return this;
  }

  Run stdoutIsTerminal() {
    outIsTerminal = true;
    return this;
  }

  Run before(Runnable action) {
    beforeRun = action;
    return this;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  int with(String... arguments) {
    Surroundings surroundings =
        new Surroundings(environment, folder, in, out, err, inIsTerminal, outIsTerminal);
    ParleyComponent parley = DaggerParleyComponent.factory().create(surroundings, this::door);
    cancellation = parley.cancellation();
    beforeRun.run();
    return parley.command().run(arguments);
  }

  private Models.Builder door() {
    Models.Builder builder = Models.builder().discover(false);
    providers.forEach(builder::provider);
    return builder;
  }

  String out() {
    return captured.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
