package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.policies.PolicyEvent.Switched;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks one model after the other. */
final class FallbackPlan implements Attempts.Plan {
  private static final int KEY_BYTES = 16;

  private final List<ChatModel> models;
  private final Fallback policy;
  private int turn;
  private volatile List<Warning> warnings = List.of();

  FallbackPlan(List<ChatModel> models, Fallback policy) {
    this.models = models;
    this.policy = policy;
  }

  @Override
  public ChatModel model() {
    return models.get(turn);
  }

  /**
   * A name of the question is one for one server: another one could stand behind the same gateway,
   * which would take its question for that of the first.
   */
  @Override
  public ChatRequest request(ChatRequest asked) {
    ModelId first = models.get(0).id();
    ModelId now = model().id();
    if (now.equals(first) || asked.idempotencyKey().isEmpty()) {
      return asked;
    }
    String key = keyFor(now, asked.idempotencyKey().get());
    return asked.toBuilder().idempotencyKey(key).build();
  }

  private static String keyFor(ModelId model, String key) {
    byte[] text = (key + " " + model).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return "parley-" + HexFormat.of().formatHex(hash, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  @Override
  public void ended(Duration took, @Nullable ModelException failure) {
    // Each model's own retry tells of its attempts.
  }

  @Override
  public boolean goesOn(ModelException failure, Attempts call) {
    if (turn + 1 == models.size()
        || !policy.passesOn(failure)
        || !call.time().allows(Duration.ZERO)) {
      return false;
    }
    ChatModel failed = model();
    turn++;
    List<Warning> all = new ArrayList<>(warnings);
    all.add(new Warning("fallback", model().id() + " was asked, since " + failure.getMessage()));
    warnings = all;
    policy.listener().on(new Switched(failed.id(), model().id(), call.took(), failure));
    return true;
  }

  @Override
  public List<Warning> warnings() {
    return warnings;
  }
}
