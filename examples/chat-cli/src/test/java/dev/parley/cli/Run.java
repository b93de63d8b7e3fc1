package dev.parley.cli;

import dev.parley.Models;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Surroundings;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.ProviderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One command in surroundings that are all made up. */
public final class Run {
  public static final FakeFactory.Step STOP = model -> new Finished(FinishReason.STOP);

  private final Map<String, String> environment = new HashMap<>();
  private final List<ProviderFactory> providers = new ArrayList<>();
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path folder;
  private OutputStream out = captured;
  private InputStream in = InputStream.nullInputStream();
  private Optional<Path> home;
  private InstantSource clock = InstantSource.system();
  private boolean inIsTerminal = true;
  private boolean outIsTerminal;
  private Runnable beforeRun = () -> {};
  private Cancellation cancellation = new Cancellation();
  private Optional<PolicyDefaults> policies = Optional.empty();

  /** A run in a working folder, beside which the user's configuration is looked for. */
  public Run(Path folder, ProviderFactory... providers) {
    this.folder = folder;
    home = Optional.of(folder.resolve("home"));
    this.providers.addAll(List.of(providers));
    environment.put("XDG_CONFIG_HOME", folder.resolve("user").toAbsolutePath().toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toAbsolutePath().toString());
    environment.put("XDG_STATE_HOME", folder.resolve("state").toAbsolutePath().toString());
  }

  public static FakeFactory.Step text(String text) {
    return model -> new TextDelta(text);
  }

  public Run environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Run stdin(String text) {
    return stdin(text.getBytes(StandardCharsets.UTF_8));
  }

  public Run stdin(byte[] bytes) {
    return stdin(new ByteArrayInputStream(bytes));
  }

  public Run stdin(InputStream stream) {
    in = stream;
    inIsTerminal = false;
    return this;
  }

  /** What a person types. */
  public Run typed(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Run stdout(OutputStream stream) {
    out = stream;
    return this;
  }

  public Run noHome() {
    home = Optional.empty();
    environment.remove("XDG_DATA_HOME");
    environment.remove("XDG_STATE_HOME");
    return this;
  }

  public Run stdoutIsTerminal() {
    outIsTerminal = true;
    return this;
  }

  public Run clock(InstantSource source) {
    clock = source;
    return this;
  }

  public Run before(Runnable action) {
    beforeRun = action;
    return this;
  }

  /** Default: none, unlike outside of tests. */
  public Run policies(PolicyDefaults defaults) {
    policies = Optional.of(defaults);
    return this;
  }

  public Cancellation cancellation() {
    return cancellation;
  }

  public int with(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            environment, folder, home, in, out, err, clock, inIsTerminal, outIsTerminal, false);
    ParleyComponent parley =
        DaggerParleyComponent.factory().create(surroundings, listener -> door());
    cancellation = parley.cancellation();
    beforeRun.run();
    return parley.command().run(arguments);
  }

  private Models.Builder door() {
    Models.Builder builder = Models.builder().discover(false);
    providers.forEach(builder::provider);
    policies.ifPresent(builder::policies);
    return builder;
  }

  public String out() {
    return captured.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
