package dev.parley.tck;

import dev.parley.spi.ProviderFactory;
import dev.parley.tck.http.HttpEmbeddingStage;
import dev.parley.tck.http.HttpStage;
import dev.parley.tck.toy.Installed;
import dev.parley.tck.toy.ToyFactory;
import dev.parley.tck.toy.ToyWire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A correct provider passes the kit. */
class ToyContractTest implements ChatModelContract, ProviderContract, EmbeddingContract {
  private ClassLoader before;

  @BeforeEach
  void install() {
    before = Installed.on(Thread.currentThread(), List.of(ToyFactory.class));
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Override
  public Stage play(Scenario scenario) {
    return HttpStage.play(new ToyWire(), scenario);
  }

  @Override
  public EmbeddingStage playVectors(Scenario scenario) {
    return HttpEmbeddingStage.play(new ToyWire(), scenario);
  }

  @Override
  public ProviderFactory factory() {
    return new ToyFactory();
  }

  @Override
  public Map<String, String> settings(String server) {
    return Map.of("address", server, "key", "tck-key");
  }
}
