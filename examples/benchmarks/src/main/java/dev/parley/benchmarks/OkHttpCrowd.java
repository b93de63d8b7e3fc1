package dev.parley.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Bare OkHttp as it comes, but for a read time-out as long as Parley's silence: it finds the lines,
 * and in each the text without parsing it.
 */
final class OkHttpCrowd implements CrowdClient {
  private static final String CONTENT = "\"content\":\"";
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(60)).build();
  private final URI baseUrl;
  private final String key;

  OkHttpCrowd(URI baseUrl, String key) {
    this.baseUrl = baseUrl;
    this.key = key;
  }

  @Override
  public Streams streams(String model) {
    return tokens -> read(client.newCall(request(model)), tokens);
  }

  private static void read(Call call, Predicate<String> tokens) throws IOException {
    try (Response response = call.execute()) {
      BufferedSource body = response.body().source();
      for (String line = body.readUtf8Line(); line != null; line = body.readUtf8Line()) {
        int from = line.indexOf(CONTENT) + CONTENT.length();
        if (from >= CONTENT.length() && line.charAt(from) != '"') {
          if (!tokens.test(line.substring(from, line.indexOf('"', from)))) {
            call.cancel();
            return;
          }
        } else if (line.equals("data: [DONE]")) {
          return;
        }
      }
    }
  }

  private Request request(String model) {
    String json =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}],"
            + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    return new Request.Builder()
        .url(baseUrl + "/chat/completions")
        .header("Authorization", "Bearer " + key)
        .header("Accept", "text/event-stream")
        .header("Accept-Encoding", "identity")
        .post(RequestBody.create(json, JSON))
        .build();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
