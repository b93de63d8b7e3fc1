package dev.parley.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.config.Config;
import dev.parley.openai.OpenAiProviderFactory;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses are Azure's, and what becomes of them. */
class AzureAddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://r.openai.azure.com, , V1, https://r.openai.azure.com/openai/v1",
    "https://R.OpenAI.Azure.com/openai/v1/, , V1, https://R.OpenAI.Azure.com/openai/v1/",
    "https://r.services.ai.azure.com/openai/v1, preview, V1, https://r.services.ai.azure.com/openai/v1?api-version=preview",
    "https://r.openai.azure.us, 2024-10-21, CLASSIC, https://r.openai.azure.us/openai?api-version=2024-10-21",
    "https://r.cognitiveservices.azure.com/openai/deployments/d?api-version=1, , CLASSIC, https://r.cognitiveservices.azure.com/openai/deployments/d?api-version=1",
    "https://openai.azure.com.example/v1, , OFF, https://openai.azure.com.example/v1",
    "https://api.openai.com/v1, , OFF, https://api.openai.com/v1"
  })
  void azure_is_known_by_its_hosts(String base, String version, Azure.Surface surface, String url) {
    Map<String, String> settings = new HashMap<>(Map.of("openai.base-url", base));
    if (version != null) {
      settings.put("openai.api-version", version);
    }
    Azure azure =
        Azure.of(Config.of(settings).settings("openai", new OpenAiProviderFactory().settings()));
    assertEquals(surface, azure.surface());
    assertEquals(URI.create(url), azure.baseUrl());
  }
}
