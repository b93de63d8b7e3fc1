package dev.parley.openai.contract;

import dev.parley.openai.OpenAiProviderFactory;
import dev.parley.policies.Retry;
import dev.parley.spi.ProviderFactory;
import dev.parley.spi.Sleeper;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.ProviderContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import dev.parley.tck.http.HttpStage;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The provider {@code openai} keeps the contract by the Responses API too. */
class ResponsesContractTest implements ChatModelContract, ProviderContract {
  @Override
  public Stage play(Scenario scenario) {
    return HttpStage.play(new ResponsesWire(), scenario);
  }

  @Override
  public ProviderFactory factory() {
    return new OpenAiProviderFactory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of("base-url", server, "api-key", "tck-key", "api", "responses");
  }

  /** As models come that are opened by name, but that nobody waits. */
  @Nested
  class InDefaultPolicies implements ChatModelContract {
    @Override
    public Stage play(Scenario scenario) {
      Retry retry = Retry.builder().sleeper(Sleeper.virtual()).build();
      return HttpStage.play(new ResponsesWire(), scenario).wrapped(retry);
    }

    @Override
    public int tries() {
      return 3; // The first, and two retries.
    }
  }
}
