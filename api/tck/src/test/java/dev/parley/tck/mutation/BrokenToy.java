package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.config.Secret;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.EmbeddingContract;
import dev.parley.tck.EmbeddingStage;
import dev.parley.tck.ProviderContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import dev.parley.tck.http.HttpEmbeddingStage;
import dev.parley.tck.http.HttpStage;
import dev.parley.tck.toy.Installed;
import dev.parley.tck.toy.ToyProvider;
import dev.parley.tck.toy.ToyWire;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The kit on the mutant that {@link MutationTest} asks for; nobody else runs it. */
@ExtendWith(BrokenToy.Asked.class)
class BrokenToy implements ChatModelContract, ProviderContract, EmbeddingContract {
  /** The configuration parameter that names the mutant. */
  static final String MUTANT = "parley.mutant";

  private final Mutant mutant;
  private ClassLoader before;

  BrokenToy(Mutant mutant) {
    this.mutant = mutant;
  }

  @BeforeEach
  void install() {
    before = Installed.on(Thread.currentThread(), mutant.installed());
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Override
  public Stage play(Scenario scenario) {
    return HttpStage.play(
        new ToyWire() {
          @Override
          public Provider open(URI server, String key) {
            return mutant.breaking(
                new ToyProvider(
                    "toy", server, () -> Secret.of(key), mutant.texts(), mutant::breaking));
          }

          @Override
          public ChatModel model(Provider provider) {
            return mutant.breaking(super.model(provider));
          }
        },
        scenario);
  }

  @Override
  public int tries() {
    return mutant.tries();
  }

  @Override
  public EmbeddingStage playVectors(Scenario scenario) {
    return HttpEmbeddingStage.play(
        new ToyWire() {
          @Override
          public EmbeddingModel embeddings(Provider provider) {
            return mutant.breaking(super.embeddings(provider));
          }
        },
        scenario);
  }

  @Override
  public ProviderFactory factory() {
    return mutant.factory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of("address", server, "key", "secret-of-a-toy");
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
      return Mutants.that(context.getConfigurationParameter(MUTANT).orElseThrow());
    }
  }
}
