package dev.parley.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.Secret;
import java.io.IOException;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One question that has one answer, asked in different ways: by Parley as anyone uses it, and by
 * bare OkHttp, which then does ever more with the answer. Everything is opened once and shared by
 * all calls.
 */
final class Asked implements AutoCloseable {
  /** As long as real ones are. */
  private static final String KEY = "sk-none-" + "0".repeat(156);

  private static final String QUESTION = "Why is the sky blue?";
  private static final String DATA = "data: ";
  private static final int LONGEST_LINE = 4096;

  private final JsonFactory factory = new JsonFactory();
  private final JsonMapper mapper = new JsonMapper();
  private final byte[] line = new byte[LONGEST_LINE];
  private final ChatRequest question = ChatRequest.of(QUESTION);
  private final StubProcess stub = StubProcess.start(ModelStub.class);

  /** As it comes, with its time-outs of ten seconds. */
  private final OkHttpClient client = new OkHttpClient();

  /** Without time-outs, which nobody would want in a program. */
  private final OkHttpClient untimed =
      new OkHttpClient.Builder()
          .connectTimeout(Duration.ZERO)
          .readTimeout(Duration.ZERO)
          .writeTimeout(Duration.ZERO)
          .build();

  private final ChatCompletions server;
  private final ChatModel model;
  private final String answer;
  private final Request streamed;
  private final Request plain;

  Asked(String answer) throws IOException {
    // The provider openai's own, but that it gives up connections without TLS after each stream.
    server = ChatCompletions.builder("openai", stub.baseUrl()).key(() -> Secret.of(KEY)).build();
    model = server.model(answer);
    this.answer = answer;
    String json =
        "{\"model\":\""
            + answer
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + QUESTION
            + "\"}]";
    streamed =
        request(
            json + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
            "text/event-stream");
    plain = request(json + "}", "application/json");
  }

  private Request request(String json, String accepted) {
    return new Request.Builder()
        .url(stub.baseUrl() + "/chat/completions")
        .header("Authorization", "Bearer " + KEY)
        .header("Accept", accepted)
        .header("Accept-Encoding", "identity")
        .post(RequestBody.create(json, MediaType.get("application/json")))
        .build();
  }

  /** Parley: every text, then the whole answer. */
  Completion parleyStream(Blackhole hole) {
    try (CompletionStream stream = model.stream(question)) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          hole.consume(delta.text());
        }
      }
      return stream.completion();
    }
  }

  /** Parley: a plain call. */
  Completion parleyPlain() {
    return model.complete(question);
  }

  /** OkHttp that finds the lines, and looks at none. */
  int lines() throws IOException {
    return lines(client);
  }

  /** The same without time-outs. */
  int linesUntimed() throws IOException {
    return lines(untimed);
  }

  private int lines(OkHttpClient by) throws IOException {
    try (Response response = by.newCall(streamed).execute()) {
      BufferedSource body = response.body().source();
      int lines = 0;
      for (long end = body.indexOf((byte) '\n'); end >= 0; end = body.indexOf((byte) '\n')) {
        body.skip(end + 1);
        lines++;
      }
      return lines;
    }
  }

  /** OkHttp and Jackson's streaming parser over one buffer: every text. */
  void parser(Blackhole hole) throws IOException {
    try (Response response = client.newCall(streamed).execute()) {
      BufferedSource body = response.body().source();
      for (int length = data(body); length >= 0; length = data(body)) {
        try (JsonParser parser = factory.createParser(line, 0, length)) {
          for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME && parser.currentName().equals("content")) {
              parser.nextToken();
              hole.consume(parser.getText());
            }
          }
        }
      }
    }
  }

  /** OkHttp and a tree of every chunk: every text. */
  void tree(Blackhole hole) throws IOException {
    try (Response response = client.newCall(streamed).execute()) {
      BufferedSource body = response.body().source();
      for (int length = data(body); length >= 0; length = data(body)) {
        JsonNode chunk = mapper.readTree(line, 0, length);
        for (JsonNode choice : chunk.path("choices")) {
          hole.consume(choice.path("delta").path("content").textValue());
        }
      }
    }
  }

  /** The length of the next event's data, which are in the buffer then; -1 at the end. */
  private int data(BufferedSource body) throws IOException {
    for (long end = body.indexOf((byte) '\n'); end >= 0; end = body.indexOf((byte) '\n')) {
      int length = (int) end - DATA.length();
      if (length <= 0) {
        body.skip(end + 1);
        continue;
      }
      body.skip(DATA.length());
      for (int at = 0; at < length; ) {
        at += body.read(line, at, length - at);
      }
      body.skip(1);
      return line[0] == '[' ? -1 : length;
    }
    return -1;
  }

  /** OkHttp, a question written by Jackson, and a tree of the whole answer: its text. */
  String plainTree() throws IOException {
    ObjectNode body = mapper.createObjectNode().put("model", answer);
    body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
    return text(client, request(mapper.writeValueAsString(body), "application/json"));
  }

  /** The same with a request that is ready, and without time-outs. */
  String plainTreeUntimed() throws IOException {
    return text(untimed, plain);
  }

  private String text(OkHttpClient by, Request request) throws IOException {
    try (Response response = by.newCall(request).execute()) {
      JsonNode tree = mapper.readTree(response.body().bytes());
      return tree.path("choices").path(0).path("message").path("content").textValue();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    client.connectionPool().evictAll();
    untimed.connectionPool().evictAll();
    stub.close();
  }
}
