package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.RateLimits;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.UnavailableException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMappingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-21T12:00:00Z"), ZoneOffset.UTC);
  private static final ErrorMapping ERRORS =
      new ErrorMapping(Wire.MODEL, Wire.endpoint(URI.create("https://host/v1")), CLOCK);

  private static ModelException map(int status, String body, String... headers) {
    return ERRORS.map(
        status,
        Headers.of(headers),
        new SentSecrets(true, List.of(KEY, "a-header", "")),
        ErrorBody.ofText(body));
  }

  private static String body(String type, String code) {
    return json(
        "{'error':{'message':'The words of the server','type':'%s','param':null,'code':%s}}"
            .formatted(type, code == null ? "null" : "'" + code + "'"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, context_length_exceeded, ContextTooLong, false",
    "400, exceed_context_size_error, , ContextTooLong, false",
    "400, invalid_request_error, invalid_value, InvalidRequest, false",
    "400, invalid_request_error, unsupported_parameter, InvalidRequest, false",
    "400, invalid_request_error, unsupported_value, InvalidRequest, false",
    "400, invalid_request_error, missing_required_parameter, InvalidRequest, false",
    "400, invalid_request_error, unknown_parameter, InvalidRequest, false",
    "400, invalid_request_error, invalid_type, InvalidRequest, false",
    "400, invalid_request_error, string_above_max_length, InvalidRequest, false",
    "400, invalid_request_error, integer_below_min_value, InvalidRequest, false",
    "400, invalid_request_error, invalid_json, InvalidRequest, false",
    "400, invalid_request_error, , InvalidRequest, false",
    "400, BadRequestError, 400, InvalidRequest, false",
    "400, invalid_request_error, invalid_prompt, ContentFiltered, false",
    "400, invalid_request_error, content_policy_violation, ContentFiltered, false",
    "400, , content_filter, ContentFiltered, false",
    "400, invalid_request_error, billing_hard_limit_reached, QuotaExhausted, false",
    "400, authentication_error, , Authentication, false",
    "401, invalid_request_error, invalid_api_key, Authentication, false",
    "401, authentication_error, , Authentication, false",
    "401, invalid_request_error, ip_not_authorized, Authentication, false",
    "401, invalid_request_error, mismatched_project, Authentication, false",
    "401, invalid_request_error, mismatched_organization, Authentication, false",
    "401, invalid_request_error, invalid_organization, Authentication, false",
    "402, , , QuotaExhausted, false",
    "403, , unsupported_country_region_territory, PermissionDenied, false",
    "403, permission_error, insufficient_permissions, PermissionDenied, false",
    "403, invalid_request_error, model_not_found, PermissionDenied, false",
    "404, invalid_request_error, model_not_found, NotFound, false",
    "404, , , NotFound, false",
    "405, , , InvalidRequest, false",
    "407, , , Authentication, false",
    "408, , , Unavailable, true",
    "409, , , Unavailable, true",
    "409, , conversation_locked, Unavailable, true",
    "413, , , InvalidRequest, false",
    "413, tokens, rate_limit_exceeded, RateLimited, true",
    "415, , , InvalidRequest, false",
    "422, , , InvalidRequest, false",
    "424, , , InvalidRequest, false",
    "425, , , InvalidRequest, false",
    "429, requests, rate_limit_exceeded, RateLimited, true",
    "429, tokens, rate_limit_exceeded, RateLimited, true",
    "429, rate_limit_error, slow_down, RateLimited, true",
    "429, , , RateLimited, true",
    "429, , 429, RateLimited, true",
    "429, , resource_unavailable, RateLimited, true",
    "429, insufficient_quota, insufficient_quota, QuotaExhausted, false",
    "429, insufficient_quota, , QuotaExhausted, false",
    "429, , credit_balance_exhausted, QuotaExhausted, false",
    "429, , organization_spend_limit_exceeded, QuotaExhausted, false",
    "429, , project_spend_limit_exceeded, QuotaExhausted, false",
    "429, , organization_usage_limit_exceeded, QuotaExhausted, false",
    "429, , billing_not_active, QuotaExhausted, false",
    "498, , , Unavailable, true",
    "499, , , InvalidRequest, false",
    "500, server_error, , Unavailable, true",
    "500, server_error, internal_error, Unavailable, true",
    "500, server_error, 400, Unavailable, true",
    "501, , , InvalidRequest, false",
    "502, , , Unavailable, true",
    "503, service_unavailable_error, server_is_overloaded, Unavailable, true",
    "503, , slow_down, Unavailable, true",
    "504, , , Unavailable, true",
    "505, , , InvalidRequest, false",
    "520, , , Unavailable, true",
    "521, , , Unavailable, true",
    "522, , , Unavailable, true",
    "523, , , Unavailable, true",
    "524, , , Unavailable, true",
    "529, , , Unavailable, true",
    "530, , , Unavailable, true",
    "301, , , Protocol, false",
    "307, , , Protocol, false",
    "200, , 401, Authentication, false",
    "200, , 402, QuotaExhausted, false",
    "200, , 429, RateLimited, true",
    "200, , 502, Unavailable, true",
    "200, , 301, Unavailable, true",
    "200, rate_limit_error, , RateLimited, true",
    "200, tokens, rate_limit_exceeded, RateLimited, true",
    "200, server_error, , Unavailable, true",
    "200, invalid_request_error, tool_use_failed, InvalidRequest, false",
    "200, invalid_request_error, model_not_found, NotFound, false",
    "200, permission_error, , PermissionDenied, false",
    "200, insufficient_quota, , QuotaExhausted, false",
    "200, , context_length_exceeded, ContextTooLong, false",
    "200, , , Unavailable, true"
  })
  void the_table(int status, String type, String code, String error, boolean retryable) {
    ModelException e = map(status, body(type == null ? "" : type, code));
    assertEquals(error + "Exception", e.getClass().getSimpleName());
    assertEquals(retryable, e.retryable());
    assertEquals(status, e.status().orElseThrow());
    assertEquals("The words of the server", e.details().providerMessage().orElseThrow());
    assertFalse(e.getMessage().contains("words"), e::getMessage);
    assertTrue(e.getMessage().contains("HTTP " + status), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource({"429, false, false", "400, true, true", "503, false, false", "503, TRUE, true"})
  void the_servers_verdict_on_trying_again_wins(int status, String verdict, boolean retryable) {
    assertEquals(retryable, map(status, "{}", "x-should-retry", verdict).retryable());
  }

  @Test
  void a_server_error_whose_members_are_null_is_one() {
    ModelException e =
        map(500, json("{'error':{'message':null,'type':null,'param':null,'code':null}}"));
    assertInstanceOf(UnavailableException.class, e);
    assertTrue(e.retryable());
    assertEquals(Optional.empty(), e.details().code());
    assertEquals(Optional.empty(), e.details().providerMessage());
  }

  @Test
  void a_page_of_nginx_about_a_request_that_is_too_large_is_kept() {
    String page =
        "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n"
            + "<hr><center>nginx</center>\r\n</body>\r\n</html>";
    ModelException e = map(413, page + "\r\n");
    assertInstanceOf(InvalidRequestException.class, e);
    assertFalse(e.retryable());
    assertEquals(page, e.details().providerMessage().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'code':'content_filter','innererror':{'code':'X'}}} | content_filter",
        "{'error':{'code':'400','innererror':{'code':'ResponsibleAIPolicyViolation'}}} | 400",
        "{'error':{'code':null,'innererror':{'code':'ResponsibleAIPolicyViolation'}}} |",
        "{'error':{'message':'m'},'innererror':{'code':'ResponsibleAIPolicyViolation'}} |"
      })
  void the_inner_code_of_azure_tells_of_its_filter(String body, String code) {
    ModelException e = map(400, json(body));
    assertInstanceOf(ContentFilteredException.class, e);
    boolean inner = code == null || code.equals("400");
    assertEquals(inner ? "ResponsibleAIPolicyViolation" : code, e.details().code().orElseThrow());
  }

  @Test
  void the_rate_limits_are_told_with_the_error() {
    ModelException e =
        map(
            429,
            "{}",
            "x-ratelimit-limit-requests",
            "60",
            "x-ratelimit-remaining-requests",
            "0",
            "x-ratelimit-reset-requests",
            "6m0s");
    RateLimits.Bucket requests = e.details().rateLimits().requests();
    assertEquals(60, requests.limit().orElseThrow());
    assertEquals(0, requests.remaining().orElseThrow());
    assertEquals(Duration.ofMinutes(6), requests.untilFull().orElseThrow());
    assertEquals(e.details().rateLimits(), e.details().toBuilder().build().rateLimits());
    assertEquals(RateLimits.UNKNOWN, map(429, "{}").details().rateLimits());
  }

  @Test
  void a_407_without_a_proxy_names_none() {
    ModelException e = map(407, "");
    assertInstanceOf(AuthenticationException.class, e);
    assertTrue(e.getMessage().contains("before the server"), e::getMessage);
    assertTrue(e.getMessage().contains("work.base-url"), e::getMessage);
    assertFalse(e.getMessage().contains("key"), e::getMessage);
  }

  @Test
  void an_exhausted_quota_is_never_tried_again_whatever_the_server_says() {
    ModelException e = map(429, body("insufficient_quota", null), "x-should-retry", "true");
    assertInstanceOf(QuotaExhaustedException.class, e);
    assertFalse(e.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "1500, 9, 1500",
    "1.2, , 2",
    "nonsense, 2, 2000",
    "-1, 2, 2000",
    ", 0, 0",
    ", 1.5, 1500",
    ", 3., 3000",
    ", -3, ",
    ", NaN, ",
    ", 1e3, ",
    ", 5f, ",
    ", 99999999999999999999, ",
    ", soon, ",
    ", 'Fri, 21 Aug 2026 12:00:30 GMT', 30000",
    ", 'Fri, 21 Aug 2026 11:00:00 GMT', 0",
    ", 'Xyz, 21 Aug 2026 11:00:00 GMT', ",
    ", , "
  })
  void retry_after(String millisHeader, String header, Long expectedMillis) {
    Headers.Builder headers = new Headers.Builder();
    if (millisHeader != null) {
      headers.add("Retry-After-Ms", millisHeader);
    }
    if (header != null) {
      headers.add("Retry-After", header);
    }
    ModelException e = ERRORS.map(429, headers.build(), SentSecrets.NONE, ErrorBody.ofText(""));
    assertEquals(Optional.ofNullable(expectedMillis).map(Duration::ofMillis), e.retryAfter());
  }

  @Test
  void a_code_that_only_repeats_the_status_gives_way_to_the_type() {
    String body = "{\"error\":{\"code\":404,\"message\":\"x\",\"type\":\"not_found_error\"}}";

    ModelException error = map(404, body);

    assertEquals("not_found_error", error.details().code().orElseThrow());
    assertTrue(error.getMessage().contains("HTTP 404 not_found_error:"), error.getMessage());
  }

  @Test
  void the_request_id_is_kept() {
    assertEquals("req_1", map(500, "", "X-Request-Id", "req_1").requestId().orElseThrow());
    assertEquals("a-1", map(500, "", "apim-request-id", "a-1").requestId().orElseThrow());
    assertTrue(map(500, "", "x-request-id", "req_1").getMessage().contains("req_1"));
    assertEquals(Optional.empty(), map(500, "").requestId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<html>Bad gateway</html> | <html>Bad gateway</html> | ",
        "{'error':'The words'} | The words | ",
        "[{'error':{'code':400,'message':'The words','status':'INVALID'}}] | The words | 400",
        "{'detail':'The words'} | The words | ",
        "{'detail':[{'loc':1}]} | [{'loc':1}] | ",
        "{'object':'error','message':'The words','type':'x','code':40} | The words | 40",
        "{'statusCode':401,'message':'The words'} | The words | 401",
        "{'error':{'message':{'a':1},'type':'t'}} | {'a':1} | t",
        "data: {'error':{'message':'The words','code':'c'}} | The words | c",
        "'a text' | 'a text' | ",
        "{'error':{'mess | {'error':{'mess | ",
      })
  void every_form_of_body_is_read(String body, String message, String code) {
    ModelException e = map(418, json(body.replace("''", "'")));
    assertEquals(json(message), e.details().providerMessage().orElseThrow());
    assertEquals(Optional.ofNullable(code), e.details().code());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {" ", "{}", "[]", "null"})
  void a_body_may_say_nothing(String body) {
    ModelException e = map(500, body == null ? "" : body);
    assertTrue(e.retryable());
    assertEquals(Optional.empty(), e.details().code());
  }

  @Test
  void the_key_is_masked_wherever_the_server_quotes_it() {
    String quoting =
        json("{'error':{'message':'%s','type':'%s','param':'%s','code':'%s'}}")
            .formatted(KEY + "x".repeat(3000), KEY, KEY, KEY);
    ModelException e = map(400, quoting, "x-request-id", "r-" + KEY);
    assertFalse(e.getMessage().contains(KEY), e::getMessage);
    String words = e.details().providerMessage().orElseThrow();
    assertTrue(words.startsWith("***xxx"), words);
    assertTrue(words.length() < 2_010);
    assertFalse(e.details().code().orElseThrow().contains(KEY));
    assertFalse(e.requestId().orElseThrow().contains(KEY));
  }

  @Test
  void a_key_at_the_cut_of_a_long_message_leaves_no_half() {
    ModelException e =
        map(400, json("{'error':{'message':'%s'}}").formatted("x".repeat(1_995) + KEY));
    assertFalse(e.details().providerMessage().orElseThrow().contains("sk-"));
  }

  @Test
  void words_of_the_server_in_a_message_are_short_and_plain() {
    ModelException e =
        map(
            400,
            json("{'error':{'code':'a b\\n%s','param':'messages[0].content; x'}}")
                .formatted("y".repeat(500)),
            "x-request-id",
            "r 1" + "z".repeat(500));
    assertTrue(e.getMessage().contains("a_b_yyy"), e::getMessage);
    assertTrue(e.getMessage().contains("messages[0].content__x"), e::getMessage);
    assertTrue(e.getMessage().contains("r_1zzz"), e::getMessage);
    assertTrue(e.getMessage().length() < 450, e::getMessage);
  }

  @Test
  void a_rejected_key_names_its_setting_and_a_missing_one_says_so() {
    assertTrue(map(401, "").getMessage().contains("rejected; check setting \"work.api-key\""));
    ModelException e = ERRORS.map(401, Headers.of(), SentSecrets.NONE, ErrorBody.ofText(""));
    assertInstanceOf(AuthenticationException.class, e);
    assertTrue(e.getMessage().contains("no key was sent; set setting \"work.api-key\""));
  }

  @Test
  void the_sizes_of_a_context_that_is_too_small_are_told_where_known() {
    ContextTooLongException e =
        assertInstanceOf(
            ContextTooLongException.class,
            map(
                400,
                json(
                    "{'error':{'code':400,'type':'exceed_context_size_error',"
                        + "'n_prompt_tokens':5000,'n_ctx':4096}}")));
    assertEquals(4096, e.limit().orElseThrow());
    assertEquals(5000, e.size().orElseThrow());
    assertTrue(e.getMessage().contains("5000 of 4096 tokens"), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "maximum context length is 8192 tokens. However, your messages resulted in 10001 tokens."
            + " | 8192 | 10001",
        "maximum context length is 4097 tokens, however you requested 5,000 tokens (4000 in the"
            + " messages, 1000 in the completion) | 4097 | 5000",
        "exceed the configured limit of 272,000 tokens. Your messages resulted in 300007 tokens."
            + " | 272000 | 300007",
        "Please reduce the length of the messages or completion. | |"
      })
  void the_sizes_of_a_context_are_read_from_the_words_once_the_code_has_told(
      String words, Long limit, Long size) {
    ContextTooLongException e =
        assertInstanceOf(
            ContextTooLongException.class,
            map(
                400,
                json("{'error':{'code':'context_length_exceeded','message':'" + words + "'}}")));
    assertEquals(limit, e.limit().isPresent() ? (Long) e.limit().getAsLong() : null);
    assertEquals(size, e.size().isPresent() ? (Long) e.size().getAsLong() : null);
    assertFalse(
        map(400, json("{'error':{'message':'" + words + "'}}")) instanceof ContextTooLongException,
        "words alone tell nothing");
  }

  @Test
  void a_lack_of_money_is_never_retryable_whatever_a_header_says() {
    ModelException e =
        map(429, body("insufficient_quota", "insufficient_quota"), "x-should-retry", "true");
    assertInstanceOf(QuotaExhaustedException.class, e);
    assertFalse(e.retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "'Limit 10000, Requested 12000.', , false",
    "'Limit 10000, Used 9000, Requested 12000.', , false",
    "'Limit 10000, Used 9000, Requested 2000.', , true",
    "'Limit 10000, Requested 12000.', 5, true",
    "'Request too large', , true"
  })
  void a_request_that_is_larger_than_its_rate_limit_can_never_pass(
      String words, String retryAfter, boolean retryable) {
    String body =
        json("{'error':{'type':'tokens','code':'rate_limit_exceeded','message':'" + words + "'}}");
    String[] headers =
        retryAfter == null ? new String[0] : new String[] {"Retry-After", retryAfter};
    assertEquals(retryable, map(429, body, headers).retryable());
  }

  @Test
  void whatever_was_sent_in_secret_shows_nowhere() {
    ModelException e =
        map(
            400,
            "{\"error\":{\"message\":\"a-header of "
                + KEY
                + " is wrong\",\"code\":\"a-header\",\"param\":\"a-header\"}}",
            "x-request-id",
            "id-a-header");
    assertFalse(e.toString().contains("a-header"), e::toString);
    assertEquals(Optional.of("*** of *** is wrong"), e.details().providerMessage());
    assertEquals(Optional.of("id-___"), e.requestId());
  }

  @Test
  void a_secret_that_is_also_a_word_of_the_protocol_changes_nothing_about_the_kind() {
    ModelException e =
        ERRORS.map(
            400,
            Headers.of(),
            new SentSecrets(true, List.of("context", "4", "maximum")),
            ErrorBody.ofText(
                json(
                    "{'error':{'code':'context_length_exceeded','message':'The maximum context"
                        + " length is 4097 tokens. However, your messages resulted in 5000"
                        + " tokens.'}}")));
    ContextTooLongException tooLong = assertInstanceOf(ContextTooLongException.class, e);
    assertEquals(OptionalLong.of(4097), tooLong.limit());
    assertEquals(OptionalLong.of(5000), tooLong.size());
  }

  @Test
  void of_two_secrets_of_which_one_holds_the_other_nothing_is_left() {
    SentSecrets sent = new SentSecrets(true, List.of("abc", "abc-tail", ""));
    assertEquals("*** and ***", sent.hide("abc-tail and abc"));
  }
}
