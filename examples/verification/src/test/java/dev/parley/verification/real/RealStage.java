package dev.parley.verification.real;

import dev.parley.chat.ChatModel;
import dev.parley.config.Secret;
import dev.parley.llamalocal.LlamaLocal;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import dev.parley.verification.real.RealScript.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The provider {@code llama-local}, attached to a real server of its own that plays a scenario. */
final class RealStage implements Stage {
  private static final String KEY = "tck-key-that-nobody-may-see";
  private static final String OTHER_KEY = "another-key-that-nobody-may-see";
  private static final String CHAT =
      "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

  /**
   * A server that has nothing to say looks for those who hung up when it has had nothing to do for
   * a second; being asked how it is getting on is something to do.
   */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1_100);

  private final Scenario scenario;
  private final RealScript script;
  private final LlamaServer server;
  private final Relay relay;
  private final Provider provider;
  private final ChatModel model;
  private final StringBuilder passed = new StringBuilder();

  private RealStage(Scenario scenario, RealScript script, LlamaServer server) {
    this.scenario = scenario;
    this.script = script;
    this.server = server;
    this.relay = new Relay(server.baseUri(), this::passed);
    String key = script.isKeyRejected() ? OTHER_KEY : KEY;
    this.provider =
        LlamaLocal.builder().server(relay.uri()).apiKey(() -> Secret.of(key)).offline(true).build();
    this.model = provider.chat("tck-model");
  }

  static RealStage play(Path program, Path folder, Scenario scenario) {
    RealScript script = new RealScript(scenario);
    LlamaServer server = script.start(program, folder.resolve(scenario.name() + ".gguf"), KEY);
    RealStage stage = new RealStage(scenario, script, server);
    if (script.event() == Event.TAKEN) {
      stage.letSomebodyElseIn();
    }
    return stage;
  }

  /** Until the server is killed; it has a slot when the head of its answer is there. */
  private void letSomebodyElseIn() {
    InputStream unused = open("/chat/completions", CHAT.formatted(RealScript.SOMEBODY_ELSE));
  }

  /** On the relay's thread, before more of the answer comes. */
  private synchronized void passed(String text) {
    boolean waits = script.event() == Event.CROWDED || script.event() == Event.KILLED;
    if (waits && passed.indexOf(script.lastText()) < 0) {
      passed.append(text);
      if (passed.indexOf(script.lastText()) >= 0 && script.event() == Event.KILLED) {
        server.close();
      } else if (passed.indexOf(script.lastText()) >= 0) {
        letSomebodyElseIn();
      }
    }
  }

  private InputStream open(String path, String body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) server.baseUri().resolve(path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestProperty("Authorization", "Bearer " + KEY);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      return connection.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(server.logTail(), e);
    }
  }

  private long number(String path, String body, String pattern) {
    try (InputStream in = open(path, body)) {
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher found = Pattern.compile(pattern).matcher(answer);
      if (!found.find()) {
        throw new AssertionError("no " + pattern + " in " + answer);
      }
      return Long.parseLong(found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(server.logTail(), e);
    }
  }

  @Override
  public ChatModel model() {
    return model;
  }

  /** With a key that is wrong it is not even told what the model can do. */
  @Override
  public int requests() {
    return script.isKeyRejected() ? relay.gets() : relay.posts();
  }

  /** What has come, and is neither being answered nor waiting any more. */
  @Override
  public boolean awaitHangUps(int count, Duration bound) {
    long start = System.nanoTime();
    do {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      if (requests() - underWay() >= count) {
        return true;
      }
    } while (System.nanoTime() - start < bound.toNanos());
    return false;
  }

  private long underWay() {
    return number("/metrics", "", "\nllamacpp:requests_processing (\\d+)")
        + number("/metrics", "", "\nllamacpp:requests_deferred (\\d+)")
        - (script.event() == Event.TAKEN ? 1 : 0);
  }

  @Override
  public Beat.Tokens counted(Beat.Tokens scripted) {
    long input =
        number(
            "/chat/completions/input_tokens",
            CHAT.formatted(scenario.text(0)),
            "\"input_tokens\":(\\d+)");
    return new Beat.Tokens(input, script.firstTokens());
  }

  @Override
  public Optional<String> key() {
    return Optional.of(script.isKeyRejected() ? OTHER_KEY : KEY);
  }

  @Override
  public Optional<Long> bytesSent() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      provider.close();
    } finally {
      relay.close();
      server.close();
    }
  }
}
