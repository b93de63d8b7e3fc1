package dev.parley.chat;

/**
 * Something that a model may be able to do. Text, streams, errors and cancelling are not here:
 * every model can.
 */
public enum Capability {
  /** Calls tools. */
  TOOLS,
  /** Answers with some JSON object on demand. */
  JSON,
  /** Answers with JSON that fits a schema. */
  JSON_SCHEMA,
  /** Looks at images. */
  IMAGE_INPUT,
  /** Hears sound. */
  AUDIO_INPUT,
  /** Reads documents. */
  FILE_INPUT,
  /** Tells how likely its tokens were. */
  LOGPROBS,
  /** Repeats itself for the same seed, as well as it can. A preference. */
  SEED,
  /** Thinks as long as it is told to. A preference. */
  REASONING_EFFORT
}
