package dev.parley.store.memory;

import dev.parley.store.ConversationStore;
import dev.parley.store.memory.StoreMutants.Mutant;
import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The contract on the mutant that {@link StoreMutationTest} asks for; nobody else runs it. */
@ExtendWith(BrokenStore.Asked.class)
class BrokenStore implements ConversationStoreContract {
  /** The configuration parameter that names the mutant. */
  static final String MUTANT = "parley.mutant";

  private final Mutant mutant;

  BrokenStore(Mutant mutant) {
    this.mutant = mutant;
  }

  @Override
  public StoreStage stage() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:15:30Z"));
    MemoryStore whole = MemoryStore.builder().clock(now::get).build();
    ConversationStore broken = mutant.breaking().apply(whole);
    return new StoreStage() {
      @Override
      public ConversationStore open() {
        return broken;
      }

      @Override
      public void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
      }

      @Override
      public void close() {
        whole.close();
      }
    };
  }

  /** Finds the mutant, and skips the class where none is asked for. */
  static final class Asked implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context.getConfigurationParameter(MUTANT).isPresent()
          ? ConditionEvaluationResult.enabled("a mutant is asked for")
          : ConditionEvaluationResult.disabled("no mutant is asked for");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Mutant.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return StoreMutants.that(context.getConfigurationParameter(MUTANT).orElseThrow());
    }
  }
}
