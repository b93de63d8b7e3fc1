package dev.parley.verification;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.mock.contract.MockStage;
import dev.parley.policies.Retry;
import dev.parley.spi.Sleeper;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;

/** The provider {@code mock} keeps the contract in the default policies, but that nobody waits. */
class MockInPoliciesContractTest implements ChatModelContract {
  @Override
  public Stage play(Scenario scenario) {
    Retry retry = Retry.builder().sleeper(Sleeper.virtual()).build();
    return MockStage.play(scenario, Capabilities.all(Support.YES)).wrapped(retry);
  }

  @Override
  public int tries() {
    return 3; // The first, and two retries.
  }
}
