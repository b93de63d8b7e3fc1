package dev.parley.json;

import dev.parley.chat.RateLimits;
import dev.parley.chat.RateLimits.Bucket;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a provider told of its rate limits. */
final class RateLimitForm {
  private static final String FIELD = "rateLimits";

  private RateLimitForm() {}

  static void write(JsonWriter out, RateLimits limits) {
    out.object(
        FIELD,
        limits.buckets().isEmpty(),
        () -> limits.buckets().forEach((name, b) -> out.object(name, () -> bucket(out, b))));
  }

  private static void bucket(JsonWriter out, Bucket bucket) {
    out.number("limit", bucket.limit());
    out.number("remaining", bucket.remaining());
    out.duration("untilFull", bucket.untilFull());
  }

  static RateLimits read(JsonObject in) {
    return in.object(FIELD).map(RateLimitForm::buckets).orElse(RateLimits.UNKNOWN);
  }

  private static RateLimits buckets(JsonObject in) {
    Map<String, Bucket> buckets = new LinkedHashMap<>();
    for (String name : in.names()) {
      in.object(name).ifPresent(bucket -> buckets.put(name, readBucket(bucket)));
    }
    return new RateLimits(buckets);
  }

  private static Bucket readBucket(JsonObject in) {
    return new Bucket(
        in.optionalNumber("limit"),
        in.optionalNumber("remaining"),
        in.optionalDuration("untilFull"));
  }
}
