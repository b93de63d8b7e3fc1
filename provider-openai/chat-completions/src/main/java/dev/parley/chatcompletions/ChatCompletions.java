package dev.parley.chatcompletions;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chatcompletions.internal.CallLimit;
import dev.parley.chatcompletions.internal.Endpoint;
import dev.parley.chatcompletions.internal.HttpTransport;
import dev.parley.chatcompletions.internal.ListedModels;
import dev.parley.chatcompletions.internal.Network;
import dev.parley.chatcompletions.internal.ProxyLogin;
import dev.parley.chatcompletions.internal.ReservedHeaders;
import dev.parley.chatcompletions.internal.ServerEmbeddings;
import dev.parley.chatcompletions.internal.ServerModel;
import dev.parley.chatcompletions.internal.Tls;
import dev.parley.config.Secret;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.EventSource;
import dev.parley.spi.TokenCounter;
import java.net.Proxy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks Chat Completions, or OpenAI's Responses API beside them. Its models share
 * one pool of connections, of which any number is in use at a time and up to 1,000 are kept for
 * later. Over HTTP/1.1, which is all that is spoken unless {@link Builder#http2 asked for}, a
 * stream is a connection of its own, so that cancelling closes it at once, a slow reader slows only
 * itself, and no thread but the caller's is needed.
 */
public final class ChatCompletions implements AutoCloseable {
  private final String instance;
  private final Dialect dialect;
  private final Capabilities capabilities;
  private final String modelsPath;
  private final HttpTransport transport;
  private final Optional<TokenCounter> tokenCounter;

  private ChatCompletions(Builder builder) {
    modelsPath = builder.modelsPath;
    instance = builder.instance;
    dialect = builder.dialect;
    capabilities = builder.capabilities;
    tokenCounter = Optional.ofNullable(builder.tokenCounter);
    transport =
        new HttpTransport(
            new Endpoint(
                instance,
                builder.baseUrl,
                Map.copyOf(builder.headers),
                Map.copyOf(builder.secretHeaders),
                builder.key,
                builder.keyHeader,
                builder.keyHint,
                builder.baseUrlHint,
                builder.modelInPath,
                builder.offline),
            new Network(
                builder.proxy, builder.proxyLogin, builder.tls, builder.http2, builder.wireLog),
            new CallLimit(builder.maxCalls, "setting \"" + instance + ".max-calls\""));
  }

  /**
   * {@return a builder}
   *
   * @param instance the provider instance that the models belong to
   * @param baseUrl what {@code /chat/completions} or {@code /responses} is added to; a query is
   *     kept
   */
  public static Builder builder(String instance, URI baseUrl) {
    return new Builder(instance, baseUrl);
  }

  /** {@return a model of the server; asks nobody whether there is one of that name} */
  public ChatModel model(String name) {
    return model(name, capabilities);
  }

  /** {@return a model of the server that is known to have other capabilities than most} */
  public ChatModel model(String name, Capabilities known) {
    return chat(name, known);
  }

  /**
   * {@return a model of the server that is asked by OpenAI's Responses API, {@code POST /responses}
   * instead of {@code /chat/completions}} What a model of that API cannot do is no in its
   * capabilities: it knows neither a seed nor sound. Of the dialect the role of system messages,
   * the word for a required tool call, what is left out and connections after streams count.
   */
  public ChatModel responses(String name) {
    return ServerModel.responses(
        new ModelId(instance, name), capabilities, dialect, transport, tokenCounter);
  }

  /**
   * {@return the events of a model's answer, for a provider that makes a stream of its own of them}
   * Does nothing before the first read.
   */
  public EventSource events(String name, Capabilities known, ChatRequest request) {
    return chat(name, known).events(request);
  }

  /**
   * {@return what the server says of a model at another path: objects as {@code Map}, lists as
   * {@code List}, null for JSON's} The name goes along as the query {@code model}.
   *
   * @param path under the base URL
   * @param timeouts what they leave unset is as in {@link Timeouts#PLAIN_CALL_DEFAULTS}
   * @throws dev.parley.error.ModelException if the server does not answer with a JSON object
   */
  public Map<String, Object> get(String name, String path, Timeouts timeouts) {
    return chat(name, capabilities).get(path, timeouts.orElse(Timeouts.PLAIN_CALL_DEFAULTS));
  }

  /**
   * {@return a model of the server that makes vectors; asks nobody whether there is one of that
   * name}
   *
   * @param textsAtOnce how many texts the server takes in one request; more go in several
   */
  public EmbeddingModel embeddings(String name, int textsAtOnce) {
    return new ServerEmbeddings(new ModelId(instance, name), transport, textsAtOnce);
  }

  /**
   * {@return the models that the server lists at {@code /models}, or at {@link Builder#modelsPath};
   * each list asks anew}
   */
  public ModelCatalog models() {
    return new ListedModels(instance, transport, modelsPath, ListedModels.TIMEOUTS);
  }

  private ServerModel chat(String name, Capabilities known) {
    return ServerModel.chatCompletions(
        new ModelId(instance, name), known, dialect, transport, tokenCounter);
  }

  /** Cancels what is under way and closes the connections. Idempotent; later calls are refused. */
  @Override
  public void close() {
    transport.close();
  }

  /** {@return where the server is, without anything secret} */
  @Override
  public String toString() {
    return "ChatCompletions[" + transport + "]";
  }

  /** Builds {@link ChatCompletions}. Not thread-safe. */
  public static final class Builder {
    private final String instance;
    private final URI baseUrl;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Supplier<Secret>> secretHeaders = new LinkedHashMap<>();
    private Dialect dialect = Dialect.COMPATIBLE;
    private Capabilities capabilities = Capabilities.UNKNOWN;
    private Proxy proxy = Proxy.NO_PROXY;
    private @Nullable ProxyLogin proxyLogin;
    private @Nullable Tls tls;
    private boolean http2;
    private WireLog wireLog = WireLog.OFF;
    private int maxCalls = Integer.MAX_VALUE;
    private @Nullable Supplier<Secret> key;
    private KeyHeader keyHeader = KeyHeader.AUTHORIZATION;
    private boolean modelInPath;
    private String modelsPath = "models";
    private @Nullable TokenCounter tokenCounter;
    private String keyHint = "the key";
    private String baseUrlHint;
    private boolean offline;

    private Builder(String instance, URI baseUrl) {
      this.instance = requireNonNull(instance, "instance");
      this.baseUrl = requireNonNull(baseUrl, "baseUrl");
      this.baseUrlHint = "setting \"" + instance + ".base-url\"";
    }

    /** Sets what the server differs in. Default {@link Dialect#COMPATIBLE}. */
    public Builder dialect(Dialect value) {
      dialect = requireNonNull(value, "dialect");
      return this;
    }

    /** Sets what the models can do. Default: nobody knows. */
    public Builder capabilities(Capabilities value) {
      capabilities = requireNonNull(value, "capabilities");
      return this;
    }

    /** Sets the key that is sent, asked for with each request. Default: none. */
    public Builder key(Supplier<Secret> value) {
      key = requireNonNull(value, "key");
      return this;
    }

    /** Sets the header that carries the key. Default {@link KeyHeader#AUTHORIZATION}. */
    public Builder keyHeader(KeyHeader value) {
      keyHeader = requireNonNull(value, "keyHeader");
      return this;
    }

    /**
     * Sets whether the path names the model, as {@code deployments/MODEL/chat/completions}: the
     * classic form of Azure OpenAI. Default: no.
     */
    public Builder modelInPath(boolean value) {
      modelInPath = value;
      return this;
    }

    /**
     * Sets where the server lists its models, from the base URL: {@code ../../models} is beside the
     * deployments of Azure OpenAI. Default {@code models}.
     */
    public Builder modelsPath(String path) {
      modelsPath = requireNonNull(path, "path");
      return this;
    }

    /**
     * Sets who counts tokens where the server does not, for {@link ChatModel#countTokens}; what he
     * cannot count is estimated, and his counts for the Responses API are estimates, since he is
     * not told which of the two is spoken, and tools take less there. Default: nobody.
     */
    public Builder tokenCounter(TokenCounter value) {
      tokenCounter = requireNonNull(value, "tokenCounter");
      return this;
    }

    /** Says where a key is set, for error messages. Default {@code the key}. */
    public Builder keyHint(String where) {
      keyHint = requireNonNull(where, "where");
      return this;
    }

    /** Says where the base URL is set, for error messages. Default: {@code INSTANCE.base-url}. */
    public Builder baseUrlHint(String where) {
      baseUrlHint = requireNonNull(where, "where");
      return this;
    }

    /**
     * Sets whether a server on another machine is refused, before its name is looked up; see {@link
     * dev.parley.config.ProviderSettings#offline()}. Default: no.
     */
    public Builder offline(boolean value) {
      offline = value;
      return this;
    }

    /**
     * Adds a header to every request, which is shown in logs.
     *
     * @throws IllegalArgumentException if the name or the value is not plain ASCII or has a line
     *     break, or if it is one that Parley sets itself, such as {@code Authorization}
     */
    public Builder header(String name, String value) {
      ReservedHeaders.check(name, value);
      headers.put(name, value);
      return this;
    }

    /**
     * Adds a secret header to every request, which is masked in logs, and asked for with each
     * request.
     *
     * @throws IllegalArgumentException if the name is not plain ASCII, or one that Parley sets
     *     itself
     */
    public Builder header(String name, Supplier<Secret> value) {
      ReservedHeaders.check(name, "");
      secretHeaders.put(name, requireNonNull(value, "value"));
      return this;
    }

    /** {@return whether a secret header goes with requests} The key is not meant. */
    public boolean hasSecretHeader() {
      return !secretHeaders.isEmpty();
    }

    /**
     * Sets the proxy, HTTP or SOCKS 5, which is not used when {@link #offline offline}. A SOCKS
     * proxy looks the server's name up. Default: none, whatever the JVM's own settings say.
     */
    public Builder proxy(Proxy value) {
      proxy = requireNonNull(value, "proxy");
      return this;
    }

    /**
     * Sets who the proxy is told its user is: an HTTP proxy by Basic authentication, one of SOCKS
     * by RFC 1929. The server never sees it. Default: nobody.
     */
    public Builder proxyLogin(String user, String password) {
      proxyLogin =
          new ProxyLogin(requireNonNull(user, "user"), requireNonNull(password, "password"));
      return this;
    }

    /**
     * Sets how secure connections are made: whom to trust, and which certificate to show. Default:
     * as the JVM does.
     *
     * @param trust the one that {@code context} was made with
     */
    public Builder tls(SSLContext context, X509TrustManager trust) {
      tls = new Tls(requireNonNull(context, "context"), requireNonNull(trust, "trust"));
      return this;
    }

    /**
     * Sets whether HTTP/2 is offered to a server behind TLS; over plain http it never is. Default:
     * no, for what OkHttp makes of it costs more than it saves here. Calls share a connection,
     * which a thread of the provider reads: there is one for as many streams as the server allows
     * on a connection, often 100, so that their number is not fixed. What a slow reader has not
     * read of its stream is kept in memory, up to 16 MiB, before the server is slowed. And a thread
     * that is interrupted while the network takes none of the bytes that it sends breaks the
     * connection for all. Whoever else cancels, or meets a time-out, leaves the others alone.
     */
    public Builder http2(boolean value) {
      http2 = value;
      return this;
    }

    /** Sets what is logged of what goes over the wire. Default {@link WireLog#OFF}. */
    public Builder wireLog(WireLog value) {
      wireLog = requireNonNull(value, "wireLog");
      return this;
    }

    /**
     * Sets how many calls and streams of all models of the server may run at once. One more is
     * refused at once with {@link dev.parley.error.RefusedLocallyException}, a bulkhead's; nobody
     * waits. A stream counts from its first read to its end or close. Default: any number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxCalls(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("maxCalls must be at least 1, not " + value);
      }
      maxCalls = value;
      return this;
    }

    /** {@return the server; nothing is sent yet} */
    public ChatCompletions build() {
      return new ChatCompletions(this);
    }
  }
}
