package dev.parley.quickstart.stranger;

import dev.parley.spi.ProviderFactory;
import dev.parley.tck.ChatModelContract;
import dev.parley.tck.ProviderContract;
import dev.parley.tck.Scenario;
import dev.parley.tck.Stage;
import dev.parley.tck.http.HttpStage;
import java.util.Map;

/** The provider {@code parrot} keeps the contract. */
class ParrotContractTest implements ChatModelContract, ProviderContract {
  @Override
  public Stage play(Scenario scenario) {
    return HttpStage.play(new ParrotWire(), scenario);
  }

  @Override
  public ProviderFactory factory() {
    return new ParrotProviderFactory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of("base-url", server);
  }
}
