package dev.parley.llamalocal.internal;

import com.github.tomakehurst.wiremock.common.Json;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.llamalocal.LlamaLocal;
import dev.parley.llamalocal.LlamaLocalProviderFactory;
import dev.parley.llamalocal.internal.ScriptedServer.Call;
import dev.parley.llamalocal.internal.ScriptedServer.Script;
import dev.parley.spi.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What llama-server 0.7.0 says, as it was observed, and settings to meet it with. */
final class Llama {
  static final ModelId MODEL = new ModelId("llama-local", "story");
  static final ChatRequest HI = ChatRequest.of("Hi, this is the prompt");

  static final String LOADING =
      "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}";
  static final String NOT_FOUND =
      "{\"error\":{\"code\":404,\"message\":\"File Not Found\",\"type\":\"not_found_error\"}}";

  /** Where chats go. */
  static final String CHAT = "/chat/completions";

  private static final String HEAD =
      "'created':1795246588,'id':'chatcmpl-CZtY','model':'s.gguf',"
          + "'system_fingerprint':'b11669-Debian','object':'chat.completion.chunk'";

  /** A stream with two chunks of progress, a thought and a text. */
  static final List<String> STREAM =
      List.of(
          delta("'role':'assistant','content':null", progress(2, 2, 8)),
          delta("'role':'assistant','content':null", progress(2, 8, 8)),
          delta("'role':'assistant','content':null", ""),
          delta("'reasoning_content':'Thi'", ""),
          delta("'reasoning_content':'nk'", ""),
          delta("'content':'A'", ""),
          delta("'content':' sentence'", ""),
          quoted("{'choices':[{'finish_reason':'stop','index':0,'delta':{}}]," + HEAD + "}"),
          quoted(
              "{'choices':[],"
                  + HEAD
                  + ",'usage':{'completion_tokens':4,'prompt_tokens':8,'total_tokens':12,"
                  + "'prompt_tokens_details':{'cached_tokens':2}},"
                  + "'timings':{'cache_n':2,'prompt_n':6,'prompt_ms':3.0,'predicted_n':4,"
                  + "'predicted_ms':16.0}}"),
          "[DONE]");

  /** A whole answer. */
  static final String ANSWER =
      quoted(
          "{'choices':[{'finish_reason':'stop','index':0,'message':{'role':'assistant',"
              + "'content':'A sentence','reasoning_content':'Think'}}],'created':1795226759,"
              + "'model':'s.gguf','object':'chat.completion','usage':{'completion_tokens':4,"
              + "'prompt_tokens':8,'total_tokens':12,'prompt_tokens_details':{'cached_tokens':2}},"
              + "'id':'chatcmpl-RtB6','timings':{'cache_n':2,'prompt_n':6,'prompt_ms':3.0,"
              + "'predicted_n':4,'predicted_ms':16.0}}");

  private Llama() {}

  /** JSON with double quotes for single ones. */
  static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static String delta(String delta, String more) {
    return quoted(
            "{'choices':[{'finish_reason':null,'index':0,'delta':{" + delta + "}}]," + HEAD + more)
        + "}";
  }

  private static String progress(int cached, int processed, int total) {
    return ",'prompt_progress':{'total':%d,'cache':%d,'processed':%d,'time_ms':1}"
        .formatted(total, cached, processed);
  }

  /** The body of an error, on one line. */
  static String error(int code, String type, String message) {
    return Json.write(Map.of("error", Map.of("code", code, "type", type, "message", message)))
        .replaceAll("\\n *", "");
  }

  /** An answer of the real server, by its name. */
  static String real(String name) {
    try (InputStream in = Llama.class.getResourceAsStream("/llama-server-0.7.0/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What JSON of an object says. */
  static Map<String, Object> object(String json) {
    Map<String, Object> object = new LinkedHashMap<>();
    Map<?, ?> read = Json.read(json, Map.class);
    read.forEach((name, value) -> object.put((String) name, value));
    return object;
  }

  /** A server that has loaded its model, which knows tools. */
  static ScriptedServer server() {
    return server(Llama::answer);
  }

  /** A server of the model that knows tools; {@code chat} answers what is asked of the model. */
  static ScriptedServer server(Script chat) {
    return ScriptedServer.start(
        call -> {
          if (call.path().equals("/props")) {
            call.json(200, real("props-tools.json"));
          } else {
            chat.answer(call);
          }
        });
  }

  /** Answers as the server does that has loaded its model. */
  static void answer(Call call) throws IOException {
    switch (call.path()) {
      case CHAT -> {
        if (call.body().contains("\"stream\":true")) {
          call.stream(STREAM);
        } else {
          call.json(200, ANSWER);
        }
      }
      case "/chat/completions/input_tokens" ->
          call.json(200, "{\"input_tokens\":8,\"object\":\"response.input_tokens\"}");
      case "/models" -> call.json(200, real("models-one.json"));
      default -> call.json(404, NOT_FOUND);
    }
  }

  /** The provider, attached. */
  static Provider attach(ScriptedServer server) {
    return LlamaLocal.builder().server(server.url()).build();
  }

  /** {@link #HI} with one time-out set. */
  static ChatRequest hi(Kind kind, long millis) {
    return HI.toBuilder().timeouts(Timeouts.UNSET.with(kind, Duration.ofMillis(millis))).build();
  }

  /** Settings of the provider, names and values in turn; no environment. */
  static ProviderSettings settings(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put("llama-local." + pairs[i], pairs[i + 1]);
    }
    return settings(Config.of(map));
  }

  /** Settings of the provider. */
  static ProviderSettings settings(Config config) {
    return config.settings("llama-local", new LlamaLocalProviderFactory().settings());
  }

  /** The message of a failure. */
  static String message(@Nullable Throwable failure) {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}
