package dev.parley.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import okhttp3.ConnectionSpec;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One question asked by OkHttp and read by Jackson's trees, with no more than that takes. It sets
 * up no TLS, as Parley does not for a server that is asked without.
 */
final class FirstTree implements AutoCloseable {
  /** As long as real ones are. */
  static final String KEY = "sk-none-" + "0".repeat(156);

  static final String QUESTION = "Why is the sky blue?";

  private static final String DATA = "data: ";

  private final JsonMapper mapper = new JsonMapper();
  private final OkHttpClient client =
      new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
  private final URI server;

  FirstTree(URI server) {
    this.server = server;
  }

  String plain() throws IOException {
    try (Response response =
        client.newCall(request(PreparedAnswers.PLAIN, "}", "application/json")).execute()) {
      JsonNode answer = mapper.readTree(response.body().bytes());
      return answer.path("choices").path(0).path("message").path("content").textValue();
    }
  }

  void stream(Blackhole hole) throws IOException {
    String rest = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    try (Response response =
        client.newCall(request(PreparedAnswers.SHORT, rest, "text/event-stream")).execute()) {
      BufferedSource body = response.body().source();
      for (String line = body.readUtf8Line(); line != null; line = body.readUtf8Line()) {
        if (line.startsWith(DATA) && !line.endsWith("[DONE]")) {
          for (JsonNode choice : mapper.readTree(line.substring(DATA.length())).path("choices")) {
            hole.consume(choice.path("delta").path("content").textValue());
          }
        }
      }
    }
  }

  private Request request(String model, String rest, String accepted) {
    String json =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + QUESTION
            + "\"}]"
            + rest;
    return new Request.Builder()
        .url(server + "/chat/completions")
        .header("Authorization", "Bearer " + KEY)
        .header("Accept", accepted)
        .header("Accept-Encoding", "identity")
        .post(RequestBody.create(json, MediaType.get("application/json")))
        .build();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
