package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.parley.chatcompletions.internal.Wire.json;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.embedding.Embedding;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.embedding.Embeddings;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors over the wire: what is sent, in how many exchanges, and what becomes of the answers. */
@Timeout(60)
class ServerEmbeddingsTest {
  private static final EmbeddingRequest TWO = EmbeddingRequest.of("one", "two");

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private HttpTransport transport;

  @BeforeEach
  void start() {
    server.start();
    transport = Wire.transport(URI.create("http://127.0.0.1:" + server.port() + "/v1"));
  }

  @AfterEach
  void stop() {
    transport.close();
    server.stop();
  }

  private ServerEmbeddings model(int textsAtOnce) {
    return new ServerEmbeddings(Wire.MODEL, transport, textsAtOnce);
  }

  private void answers(String body) {
    server.stubFor(post(anyUrl()).willReturn(okJson(json(body))));
  }

  private static String answer(String first, String second, int tokens) {
    return "{'object':'list','model':'gpt-x-1','data':["
        + "{'object':'embedding','index':1,'embedding':"
        + second
        + "},{'object':'embedding','index':0,'embedding':"
        + first
        + "}],'usage':{'prompt_tokens':"
        + tokens
        + ",'total_tokens':"
        + tokens
        + "}}";
  }

  @Test
  void texts_become_vectors() {
    answers(answer("[1.5,2]", "[3,4]", 7));
    Embeddings embeddings = model(2048).embed(TWO);
    assertEquals(List.of(Embedding.of(1.5f, 2), Embedding.of(3, 4)), embeddings.vectors());
    assertEquals("gpt-x-1", embeddings.model());
    assertEquals(Usage.Source.REPORTED, embeddings.usage().source());
    assertEquals(7, embeddings.usage().inputTokens());
    assertEquals(0, embeddings.usage().outputTokens());
    assertEquals(7, embeddings.usage().totalTokens());
    assertEquals(List.of(), embeddings.warnings());
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/v1/embeddings"))
            .withHeader("Authorization", equalTo("Bearer " + Wire.KEY))
            .withHeader("Content-Type", equalTo("application/json"))
            .withRequestBody(
                equalToJson(
                    json("{'model':'gpt-x','input':['one','two'],'encoding_format':'base64'}"))));
  }

  @Test
  void what_is_set_is_sent() {
    answers("{'data':[{'index':0,'embedding':[1,2]}]}");
    Embeddings embeddings =
        model(2048)
            .embed(
                EmbeddingRequest.builder()
                    .text("half of a pair \ud83d, \"ü\" and \u2028")
                    .dimensions(2)
                    .option("work", "user", "u1")
                    .option("work", "encoding_format", "float")
                    .option("other", "other", 1)
                    .build());
    assertEquals("", embeddings.model());
    assertEquals(Usage.NONE, embeddings.usage());
    server.verify(
        postRequestedFor(anyUrl())
            .withRequestBody(
                matchingJsonPath("$.input[0]", equalTo("half of a pair ?, \"ü\" and \u2028")))
            .withRequestBody(matchingJsonPath("$.dimensions", equalTo("2")))
            .withRequestBody(matchingJsonPath("$.user", equalTo("u1")))
            .withRequestBody(matchingJsonPath("$.encoding_format", equalTo("float")))
            .withRequestBody(matchingJsonPath("$.other", absent())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "input"})
  void options_that_would_ask_something_else_are_refused(String name) {
    InvalidRequestException e =
        assertThrows(
            InvalidRequestException.class,
            () -> model(1).embed(TWO.toBuilder().option("work", name, "private").build()));
    assertTrue(e.getMessage().contains("\"" + name + "\""), e::getMessage);
    assertFalse(e.getMessage().contains("private"), e::getMessage);
    server.verify(0, postRequestedFor(anyUrl()));
  }

  // Several exchanges

  private void answersTo(String text, String body) {
    server.stubFor(
        post(anyUrl())
            .withRequestBody(matchingJsonPath("$.input[0]", equalTo(text)))
            .willReturn(okJson(json(body))));
  }

  @Test
  void more_texts_than_fit_go_in_several_exchanges_whose_usage_is_summed() {
    answersTo("a", answer("[1]", "[2]", 3));
    answersTo("c", answer("[3]", "[4]", 4));
    answersTo("e", "{'data':[{'embedding':[5]}],'usage':{'prompt_tokens':5}}");
    Embeddings embeddings = model(2).embed(EmbeddingRequest.of("a", "b", "c", "d", "e"));
    assertEquals(
        List.of(
            Embedding.of(1), Embedding.of(2), Embedding.of(3), Embedding.of(4), Embedding.of(5)),
        embeddings.vectors());
    assertEquals(12, embeddings.usage().inputTokens());
    assertEquals(Usage.Source.REPORTED, embeddings.usage().source());
    server.verify(3, postRequestedFor(anyUrl()));
  }

  @Test
  void one_exchange_that_fails_fails_the_call() {
    answersTo("a", answer("[1]", "[2]", 3));
    server.stubFor(
        post(anyUrl())
            .withRequestBody(matchingJsonPath("$.input[0]", equalTo("c")))
            .willReturn(
                aResponse()
                    .withStatus(429)
                    .withHeader("Retry-After", "7")
                    .withHeader("x-request-id", "req_2")
                    .withBody(json("{'error':{'message':'slow down, c'}}"))));
    RateLimitedException e =
        assertThrows(
            RateLimitedException.class,
            () -> model(2).embed(EmbeddingRequest.of("a", "b", "c", "d", "e")));
    assertEquals(Duration.ofSeconds(7), e.retryAfter().orElseThrow());
    assertEquals("req_2", e.requestId().orElseThrow());
    server.verify(2, postRequestedFor(anyUrl()));
  }

  @Test
  void lengths_that_change_from_one_exchange_to_the_next_are_refused() {
    answersTo("a", "{'data':[{'index':0,'embedding':[1]}]}");
    answersTo("b", "{'data':[{'index':0,'embedding':[1,2]}]}");
    assertThrows(ProtocolException.class, () -> model(1).embed(EmbeddingRequest.of("a", "b")));
  }

  @Test
  void the_limit_of_the_whole_is_one_for_all_exchanges() {
    Timeouts limits = Timeouts.UNSET.with(Kind.WHOLE, Duration.ofMillis(300));
    try (RawServer slow =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(response(json("{'data':[{'embedding':[1]}]}")));
                  connection.readRequest();
                  connection.awaitHangUp();
                });
        HttpTransport toSlow = Wire.transport(slow.url())) {
      ServerEmbeddings model = new ServerEmbeddings(Wire.MODEL, toSlow, 1);
      TimedOutException e =
          assertThrows(
              TimedOutException.class, () -> model.embed(TWO.toBuilder().timeouts(limits).build()));
      assertEquals(Kind.WHOLE, e.timeout());
      assertEquals(Duration.ofMillis(300), e.limit());
      assertTrue(slow.awaitHangUps(1, Duration.ofSeconds(2)), "the server was left waiting");
    }
  }

  @Test
  void a_limit_that_has_passed_sends_nothing_more() {
    answers("{'data':[{'embedding':[1]}]}");
    Timeouts limits = Timeouts.UNSET.with(Kind.WHOLE, Duration.ofNanos(1));
    TimedOutException e =
        assertThrows(
            TimedOutException.class,
            () -> model(1).embed(TWO.toBuilder().timeouts(limits).build()));
    assertEquals(Duration.ofNanos(1), e.limit());
    server.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void without_a_limit_of_the_whole_there_is_none() {
    answers("{'data':[{'embedding':[1]}]}");
    Timeouts limits = Timeouts.UNSET.with(Kind.WHOLE, Duration.ZERO);
    assertEquals(2, model(1).embed(TWO.toBuilder().timeouts(limits).build()).vectors().size());
  }

  // What goes wrong

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>", "{", "{'data':null}", "{'data':[{'embedding':[1]}]}", "NaN"})
  void what_has_not_a_vector_for_each_text_is_a_protocol_error(String body) {
    answers(body);
    assertThrows(ProtocolException.class, () -> model(2048).embed(TWO));
  }

  @Test
  void an_error_in_an_answer_of_status_200_is_typed() {
    answers("{'error':{'code':502,'message':'upstream'},'data':null}");
    assertThrows(UnavailableException.class, () -> model(2048).embed(TWO));
  }

  @Test
  void a_server_that_has_no_embeddings_says_so() {
    server.stubFor(
        post(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(501)
                    .withBody(
                        json(
                            "{'error':{'code':501,'type':'not_supported_error',"
                                + "'message':'start it with --embeddings'}}"))));
    InvalidRequestException e =
        assertThrows(InvalidRequestException.class, () -> model(2048).embed(TWO));
    assertEquals("start it with --embeddings", e.details().providerMessage().orElseThrow());
    assertFalse(e.retryable());
  }

  @Test
  void offline_refuses_another_machine() {
    Endpoint elsewhere = Wire.endpoint(URI.create("https://models.invalid/v1"), true);
    try (HttpTransport transport = new HttpTransport(elsewhere, Proxy.NO_PROXY)) {
      ServerEmbeddings model = new ServerEmbeddings(Wire.MODEL, transport, 1);
      assertThrows(RefusedLocallyException.class, () -> model.embed(TWO));
    }
  }

  @Test
  void closing_a_model_leaves_others_open() {
    answers(answer("[1]", "[2]", 1));
    ServerEmbeddings closed = model(2048);
    closed.close();
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.embed(TWO));
    assertEquals(2, model(2048).embed(TWO).vectors().size());
    transport.close();
    assertThrows(IllegalStateException.class, () -> model(2048).embed(TWO));
  }
}
