package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of text without its text: all of its bytes but those of {@code choices[0].delta.content}
 * and of {@code obfuscation}, which is noise that is made anew for each chunk. Two chunks with the
 * same frame differ in nothing else. It keeps no more than that, as thousands may be open.
 */
final class ChunkFrame {
  private static final int NONE = -1;

  private final byte[] frame;
  private final int textAt;
  private final int noiseAt;

  /** A frame of those bytes, which has the text and the noise, or {@link #NONE}, at those. */
  private ChunkFrame(byte[] frame, int textAt, int noiseAt) {
    this.frame = frame;
    this.textAt = textAt;
    this.noiseAt = noiseAt;
  }

  /**
   * The frame of a chunk, or null if it has none: more than one choice, a delta that says more than
   * its role and its text, or a name twice, of which a tree keeps the last.
   */
  static @Nullable ChunkFrame of(byte[] bytes, int from, int to) {
    byte[] chunk = Arrays.copyOfRange(bytes, from, to);
    try (JsonParser parser = Json.parser(chunk)) {
      return new Search(parser, chunk).frame();
    } catch (IOException e) {
      return null; // It was no JSON until what is malformed in it was replaced.
    }
  }

  /**
   * Where the text is in a chunk that has this frame.
   *
   * @param found becomes the chunk's text
   * @return whether the chunk has this frame
   */
  boolean fits(byte[] bytes, int from, int to, JsonText found, JsonText other) {
    if (noiseAt == NONE) {
      int end = fitsUpTo(textAt, 0, bytes, from, to, found);
      return tailFits(textAt, bytes, end, to);
    }
    boolean textFirst = textAt < noiseAt;
    int first = Math.min(textAt, noiseAt);
    int second = Math.max(textAt, noiseAt);
    int between = fitsUpTo(first, 0, bytes, from, to, textFirst ? found : other);
    int end = fitsUpTo(second, first, bytes, between, to, textFirst ? other : found);
    return tailFits(second, bytes, end, to) && other.isPlain();
  }

  private boolean tailFits(int last, byte[] bytes, int at, int to) {
    return at != NONE && Arrays.equals(bytes, at, to, frame, last, frame.length);
  }

  /** Where the string of a hole ends, if everything before it is the same, else {@link #NONE}. */
  private int fitsUpTo(int hole, int done, byte[] bytes, int at, int to, JsonText string) {
    int begin = at + hole - done;
    return at != NONE
            && begin <= to
            && Arrays.equals(bytes, at, begin, frame, done, hole)
            && string.find(bytes, begin, to)
        ? string.end()
        : NONE;
  }

  /** A string without its quotes: where it begins and ends in a chunk. */
  private record Hole(int from, int to) {
    int length() {
      return to - from;
    }
  }

  /** Looks for the holes. */
  private static final class Search {
    private final JsonParser parser;
    private final byte[] chunk;
    private @Nullable Hole text;
    private @Nullable Hole noise;

    Search(JsonParser parser, byte[] chunk) {
      this.parser = parser;
      this.chunk = chunk;
    }

    @Nullable ChunkFrame frame() throws IOException {
      boolean fits = parser.nextToken() == JsonToken.START_OBJECT && members(this::chunkMember);
      return fits && text != null ? without(text, noise) : null;
    }

    private ChunkFrame without(Hole text, @Nullable Hole noise) {
      if (noise == null) {
        return new ChunkFrame(cut(chunk, text), text.from, NONE);
      }
      return text.from < noise.from
          ? new ChunkFrame(cut(cut(chunk, noise), text), text.from, noise.from - text.length())
          : new ChunkFrame(cut(cut(chunk, text), noise), text.from - noise.length(), noise.from);
    }

    private static byte[] cut(byte[] from, Hole hole) {
      byte[] rest = Arrays.copyOf(from, from.length - hole.length());
      System.arraycopy(from, hole.to, rest, hole.from, from.length - hole.to);
      return rest;
    }

    /** Takes a member of an object, whose value is the current token; false if it must not be. */
    private interface Member {
      boolean take(String name) throws IOException;
    }

    private boolean members(Member member) throws IOException {
      Set<String> names = new HashSet<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (!names.add(name) || !member.take(name)) {
          return false;
        }
      }
      return true;
    }

    private boolean chunkMember(String name) throws IOException {
      if (name.equals("choices")) {
        return parser.currentToken() == JsonToken.START_ARRAY
            && parser.nextToken() == JsonToken.START_OBJECT
            && members(this::choiceMember)
            && parser.nextToken() == JsonToken.END_ARRAY;
      }
      if (name.equals("obfuscation") && parser.currentToken() == JsonToken.VALUE_STRING) {
        noise = hole();
        return noise != null;
      }
      parser.skipChildren();
      return true;
    }

    private boolean choiceMember(String name) throws IOException {
      if (name.equals("delta")) {
        return parser.currentToken() == JsonToken.START_OBJECT && members(this::deltaMember);
      }
      parser.skipChildren();
      return true;
    }

    /** Some of what a delta may say is put together without a word, such as signed thoughts. */
    private boolean deltaMember(String name) {
      if (name.equals("content") && parser.currentToken() == JsonToken.VALUE_STRING) {
        text = hole();
        return text != null;
      }
      return parser.currentToken() == JsonToken.VALUE_NULL
          || (name.equals("role") && parser.currentToken() == JsonToken.VALUE_STRING);
    }

    private @Nullable Hole hole() {
      int quote = (int) parser.currentTokenLocation().getByteOffset();
      JsonText string = new JsonText();
      return quote >= 0
              && quote < chunk.length
              && chunk[quote] == '"'
              && string.find(chunk, quote + 1, chunk.length)
          ? new Hole(quote + 1, string.end())
          : null;
    }
  }
}
