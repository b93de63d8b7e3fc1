package dev.parley.mock.contract;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.mock.MockProviderFactory;
import dev.parley.spi.ProviderFactory;
import dev.parley.tck.CapabilityContract;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.ProviderContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The provider {@code mock} keeps the contract. */
class MockContractTest implements ChatModelContract, ProviderContract {
  @Override
  public Stage play(Scenario scenario) {
    return MockStage.play(scenario, Capabilities.all(Support.YES));
  }

  @Override
  public ProviderFactory factory() {
    return new MockProviderFactory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of();
  }

  /** Whatever a mock is said not to do, it refuses. */
  @Nested
  class WithoutCapabilities implements CapabilityContract {
    @Override
    public Stage play(Scenario scenario) {
      return MockStage.play(scenario, Capabilities.all(Support.NO));
    }
  }

  /** Whatever a mock is not known to do, it tries. */
  @Nested
  class OfUnknownCapabilities implements CapabilityContract {
    @Override
    public Stage play(Scenario scenario) {
      return MockStage.play(scenario, Capabilities.UNKNOWN);
    }
  }
}
