package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.error.ErrorDetails;
import java.util.Optional;

/** Reads one answer: whole, or chunk by chunk. Passes what it says to whom it was made for. */
interface Decoder {
  /** Says what the head of the answer told, also for the case that it turns out to be wrong. */
  void answeredWith(ErrorDetails answer);

  /**
   * The error that a chunk or a whole answer is. What else it tells, such as the usage, is passed
   * on first.
   */
  Optional<ErrorBody> refusal(JsonNode json);

  /** Takes a whole answer, from beginning to end. */
  void whole(JsonNode answer);

  /** Takes the next chunk. */
  void chunk(JsonNode chunk);

  /** Says which bytes the chunk that was taken last had. */
  default void chunkWas(byte[] bytes, int from, int to) {}

  /**
   * Takes the next chunk by its bytes, if that needs no tree: it means just what {@link #refusal}
   * and {@link #chunk} would make of it.
   *
   * @return whether it has been taken
   */
  default boolean takes(byte[] bytes, int from, int to) {
    return false;
  }

  /** Whether an event of that type has a chunk as its data; other events are passed over. */
  boolean isChunk(String event);

  /** Whether what was waited for has begun, so that from now on silence counts. */
  boolean started();

  /** Whether the answer has said why it ends: a body that ends then is complete. */
  boolean finishSeen();

  /** Whether nothing more can come, though the server hold the connection open. */
  boolean ended();

  /**
   * Ends the answer, because the server has said so or its body has ended.
   *
   * @throws dev.parley.error.ModelException if the answer is not complete
   */
  void end();
}
