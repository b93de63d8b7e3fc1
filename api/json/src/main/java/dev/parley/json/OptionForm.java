package dev.parley.json;

import dev.parley.chat.ChatRequest;
import dev.parley.json.JsonValue.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What only one provider understands: values of JSON's own kinds. */
final class OptionForm {
  private OptionForm() {}

  static void write(JsonWriter out, Map<String, Map<String, Object>> options) {
    out.object(
        "options",
        options.isEmpty(),
        () ->
            options.forEach(
                (provider, values) ->
                    out.object(
                        provider, () -> values.forEach((name, value) -> field(out, name, value)))));
  }

  private static void field(JsonWriter out, String name, Object value) {
    if (value instanceof String text) {
      out.text(name, text);
    } else if (value instanceof Number number) {
      out.number(name, number);
    } else if (value instanceof Boolean truth) {
      out.truth(name, truth);
    } else if (value instanceof List<?> list) {
      out.array(name, list, element -> element(out, element));
    } else if (value instanceof Map<?, ?> map) {
      out.object(name, () -> fields(out, map));
    }
  }

  private static void element(JsonWriter out, Object value) {
    if (value instanceof String text) {
      out.text(text);
    } else if (value instanceof Number number) {
      out.number(number);
    } else if (value instanceof Boolean truth) {
      out.truth(truth);
    } else if (value instanceof List<?> list) {
      out.array(list, element -> element(out, element));
    } else if (value instanceof Map<?, ?> map) {
      out.object(() -> fields(out, map));
    }
  }

  private static void fields(JsonWriter out, Map<?, ?> map) {
    map.forEach((key, inner) -> field(out, String.valueOf(key), inner));
  }

  static void read(JsonObject in, ChatRequest.Builder request) {
    in.object("options")
        .ifPresent(
            options ->
                options
                    .names()
                    .forEach(
                        provider ->
                            options
                                .object(provider)
                                .ifPresent(
                                    values ->
                                        values
                                            .names()
                                            .forEach(
                                                name ->
                                                    values
                                                        .any(name)
                                                        .ifPresent(
                                                            value ->
                                                                request.option(
                                                                    provider,
                                                                    name,
                                                                    value(values, value)))))));
  }

  private static Object value(JsonObject in, JsonValue value) {
    return switch (value.kind()) {
      case TEXT -> value.text();
      case TRUTH -> value.text().equals("true");
      case NUMBER -> in.made(() -> Numbers.parse(value.text()));
      case ARRAY -> value.items().stream().map(item -> value(in, item)).toList();
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        value.fields().forEach((name, field) -> map.put(name, value(in, field)));
        yield map;
      }
      case NULL -> throw in.wrong(Kind.NULL.words + " is no value of an option");
    };
  }
}
