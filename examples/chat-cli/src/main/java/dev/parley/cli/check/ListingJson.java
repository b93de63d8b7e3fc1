package dev.parley.cli.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ModelInfo;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/** Writes lists as JSON, each on one line. */
final class ListingJson implements AutoCloseable {
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  /** Begins an array. */
  ListingJson() throws IOException {
    json = new JsonFactory().createGenerator(text);
    json.writeStartArray();
  }

  /** {@return the array of what is known of models} */
  static String models(List<ModelInfo> models) throws IOException {
    try (ListingJson list = new ListingJson()) {
      for (ModelInfo model : models) {
        list.model(model);
      }
      return list.end();
    }
  }

  private void model(ModelInfo model) throws IOException {
    json.writeStartObject();
    json.writeStringField("address", model.id().toString());
    json.writeStringField("provider", model.id().provider());
    json.writeStringField("model", model.id().model());
    if (!model.title().isEmpty()) {
      json.writeStringField("title", model.title());
    }
    if (model.sizeBytes().isPresent()) {
      json.writeNumberField("sizeBytes", model.sizeBytes().getAsLong());
    }
    if (model.quantization().isPresent()) {
      json.writeStringField("quantization", model.quantization().get());
    }
    if (model.contextTokens().isPresent()) {
      json.writeNumberField("contextTokens", model.contextTokens().getAsLong());
    }
    if (model.problem().isPresent()) {
      json.writeStringField("problem", model.problem().get());
    }
    json.writeEndObject();
  }

  /** Adds something that has settings. */
  void settings(String name, String provider, SettingsSpec spec, ProviderSettings names)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("provider", provider);
    json.writeArrayFieldStart("settings");
    for (Setting setting : spec.all()) {
      json.writeStartObject();
      json.writeStringField("name", names.fullName(setting.name()));
      json.writeStringField("variable", names.environmentName(setting.name()));
      json.writeStringField("type", setting.type().name().toLowerCase(Locale.ROOT));
      if (!setting.choices().isEmpty()) {
        json.writeArrayFieldStart("choices");
        for (String choice : setting.choices()) {
          json.writeString(choice);
        }
        json.writeEndArray();
      }
      if (setting.defaultValue().isPresent()) {
        json.writeStringField("default", setting.defaultValue().get());
      }
      json.writeStringField("help", setting.help());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** {@return the array} */
  String end() throws IOException {
    json.writeEndArray();
    json.flush();
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
