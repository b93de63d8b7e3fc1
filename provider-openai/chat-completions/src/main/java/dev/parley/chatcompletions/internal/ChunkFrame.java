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
 * same frame differ in nothing else.
 */
final class ChunkFrame {
  private static final int NONE = -1;

  private final byte[] chunk;
  private final Hole text;
  private final @Nullable Hole noise;

  /** A string without its quotes: where it begins and ends in the chunk. */
  private record Hole(int from, int to) {}

  private ChunkFrame(byte[] chunk, Hole text, @Nullable Hole noise) {
    this.chunk = chunk;
    this.text = text;
    this.noise = noise;
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
    if (noise == null) {
      int end = fitsUpTo(text, 0, bytes, from, to, found);
      return tailFits(text, bytes, end, to);
    }
    boolean textFirst = text.from < noise.from;
    Hole first = textFirst ? text : noise;
    Hole second = textFirst ? noise : text;
    int between = fitsUpTo(first, 0, bytes, from, to, textFirst ? found : other);
    int end = fitsUpTo(second, first.to, bytes, between, to, textFirst ? other : found);
    return tailFits(second, bytes, end, to) && other.isPlain();
  }

  private boolean tailFits(Hole last, byte[] bytes, int at, int to) {
    return at != NONE && Arrays.equals(bytes, at, to, chunk, last.to, chunk.length);
  }

  /** Where the string in the hole ends, if everything before it is the same, else {@link #NONE}. */
  private int fitsUpTo(Hole hole, int done, byte[] bytes, int at, int to, JsonText string) {
    int begin = at + hole.from - done;
    return at != NONE
            && begin <= to
            && Arrays.equals(bytes, at, begin, chunk, done, hole.from)
            && string.find(bytes, begin, to)
        ? string.end()
        : NONE;
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
      return fits && text != null ? new ChunkFrame(chunk, text, noise) : null;
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
