package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chatcompletions.internal.SseVectors.Vector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random bodies, randomly cut, against the yardstick. A failure names the seed to repeat it. */
class SseReaderMutationTest {

  private static final int RUNS = 30_000;
  private static final int NO_LIMIT = 1 << 20;

  /** One char is one byte. */
  private static final List<String> PIECES =
      List.of(
          "data",
          "event",
          "id",
          "retry",
          "data:",
          "data: ",
          "event:",
          "id: ",
          "retry:",
          ":",
          " ",
          "\n",
          "\n",
          "\r",
          "\r",
          "\r\n",
          "\n\n",
          "\0",
          "7",
          "x",
          "\t",
          "\u00EF\u00BB\u00BF",
          "\u00EF",
          "\u00C3",
          "\u00A9",
          "\u00ED\u00A0\u0080",
          "\u00ED\u009F\u00BF",
          "\u00E0\u0080",
          "\u00F0\u009F\u0098\u0080",
          "\u00F4\u0090",
          "\u00F0\u0090",
          "\u00ED",
          "\u00BF",
          "\u008A",
          "\u008D",
          "\u000B",
          "\u000E",
          "\f",
          "a long text that fills some words of eight bytes");

  private final List<Vector> vectors = SseVectors.all();

  @Test
  void random_bodies_mean_what_the_standard_says_however_they_are_cut() throws IOException {
    int events = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      long current = seed;
      Random random = new Random(seed);
      byte[] body = body(random);
      SseOutcome outcome = SseOutcome.of(reader(random, body, NO_LIMIT));
      assertEquals(WhatwgSse.interpret(body), outcome, () -> describe(current, body));
      events += outcome.events().size();
    }
    assertTrue(events > RUNS, "the bodies hold too few events to prove anything: " + events);
  }

  @Test
  void the_limit_strikes_at_the_same_place_however_a_body_is_cut() throws IOException {
    int struck = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      long current = seed;
      Random random = new Random(seed);
      byte[] body = body(random);
      int limit = 1 + random.nextInt(40);
      SseOutcome whole = SseOutcome.of(new SseReader(CutSource.whole(body), limit));
      SseOutcome cut = SseOutcome.of(reader(random, body, limit));
      assertEquals(whole, cut, () -> "limit " + limit + ", " + describe(current, body));
      struck += whole.overLimit() ? 1 : 0;
    }
    assertTrue(struck > RUNS / 10 && struck < RUNS * 9 / 10, "one-sided: " + struck);
  }

  private static String describe(long seed, byte[] body) {
    return "seed " + seed + ", body " + HexFormat.of().formatHex(body);
  }

  private static SseReader reader(Random random, byte[] body, int limit) {
    int most = 1 + random.nextInt(30);
    CutSource source = CutSource.sized(() -> 1 + random.nextInt(most), body);
    return new SseReader(source, limit, 1 + random.nextInt(64));
  }

  private byte[] body(Random random) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int parts = random.nextInt(4); parts >= 0; parts--) {
      body.writeBytes(vectors.get(random.nextInt(vectors.size())).body());
    }
    byte[] bytes = body.toByteArray();
    for (int changes = random.nextInt(12); changes > 0; changes--) {
      bytes = mutate(random, bytes);
    }
    return bytes;
  }

  /** Puts a piece in, or in the place of up to four bytes, or of one random byte. */
  private static byte[] mutate(Random random, byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + (random.nextBoolean() ? 0 : random.nextInt(5)));
    byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.ISO_8859_1);
    if (random.nextInt(10) == 0) {
      piece = new byte[] {(byte) random.nextInt(256)};
    }
    ByteArrayOutputStream mutated = new ByteArrayOutputStream();
    mutated.write(bytes, 0, from);
    mutated.writeBytes(piece);
    mutated.write(bytes, to, bytes.length - to);
    return mutated.toByteArray();
  }
}
