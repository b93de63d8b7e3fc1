package dev.parley.cli.ask;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.Models;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.json.ParleyJson;
import java.io.IOException;
import java.util.Optional;

/**
 * What would be sent, and to whom, without secrets.
 *
 * @param server where to, if the provider says
 * @param settings what is set for the provider
 * @param request as Parley's JSON
 */
public record Rehearsed(ModelId model, Optional<String> server, String settings, String request) {
  /** The settings that say where a provider's server is. */
  private static final String[] PLACES = {"base-url", "server"};

  private static final String QUERY_VALUE = "([?&](?!api-version=|model=)[^=&,}\\s]*=)[^&,}\\s]*";

  /** {@return what the model would get} */
  public static Rehearsed of(ModelId model, ChatRequest request, Config config, Models door) {
    ProviderSettings settings = InstanceSettings.of(model.provider(), config, door.installed());
    return new Rehearsed(
        model, server(settings), masked(settings.toString()), ParleyJson.write(request));
  }

  private static Optional<String> server(ProviderSettings settings) {
    for (String name : PLACES) {
      if (settings.spec().find(name).isPresent() && settings.url(name).isPresent()) {
        return settings.url(name).map(url -> masked(url.toString()));
      }
    }
    return Optional.empty();
  }

  /** Without the values of queries, which may be secrets; as the wire log shows them. */
  private static String masked(String text) {
    return text.replaceAll(QUERY_VALUE, "$1***");
  }

  /** {@return it for people, on lines of its own} */
  public String lines() {
    return "model: "
        + model
        + "\n"
        + server.map(place -> "server: " + place + "\n").orElse("")
        + "settings: "
        + settings
        + "\nrequest: "
        + request
        + "\n";
  }

  /** Writes it for scripts. */
  public void fields(JsonGenerator json) throws IOException {
    json.writeStringField("model", model.toString());
    if (server.isPresent()) {
      json.writeStringField("server", server.get());
    }
    json.writeFieldName("request");
    json.writeRawValue(request);
  }
}
