package dev.parley.llamalocal.contract;

import dev.parley.llamalocal.LlamaLocalProviderFactory;
import dev.parley.policies.Retry;
import dev.parley.spi.ProviderFactory;
import dev.parley.spi.Sleeper;
import dev.parley.tck.CapabilityContract;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.ProviderContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import dev.parley.tck.http.HttpStage;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The provider {@code llama-local} keeps the contract, attached to a server. */
class LlamaLocalContractTest implements ChatModelContract, ProviderContract {
  @Override
  public Stage play(Scenario scenario) {
    return HttpStage.play(new LlamaWire("props-tools.json"), scenario);
  }

  @Override
  public ProviderFactory factory() {
    return new LlamaLocalProviderFactory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of("server", server, "api-key", "tck-key");
  }

  /** A template that knows no tools. */
  @Nested
  class WithoutTools implements CapabilityContract {
    @Override
    public Stage play(Scenario scenario) {
      return HttpStage.play(new LlamaWire("props-plain.json"), scenario);
    }
  }

  /** As models come that are opened by name, but that nobody waits. */
  @Nested
  class InDefaultPolicies implements ChatModelContract {
    @Override
    public Stage play(Scenario scenario) {
      Retry retry = Retry.builder().sleeper(Sleeper.virtual()).build();
      return HttpStage.play(new LlamaWire("props-tools.json"), scenario).wrapped(retry);
    }

    @Override
    public int tries() {
      return 3; // The first, and two retries.
    }
  }
}
