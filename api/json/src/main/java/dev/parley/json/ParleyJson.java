package dev.parley.json;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.json.internal.JsonParsers;
import dev.parley.message.Message;
import dev.parley.store.Entry;

/**
 * Writes messages, requests, completions, events and entries of conversations as JSON, and reads
 * them back.
 *
 * <p>What is written is one JSON object on one line: it holds neither line feeds nor carriage
 * returns, and no half of a surrogate pair, so it can be put as it is into a line of a file, into a
 * larger JSON text, or into UTF-8. It says which version of the form it is.
 *
 * <p>Fields and kinds of parts and events that a newer version wrote are kept as they were spelled,
 * in {@code Extras}, {@link dev.parley.message.Part.OpaquePart} and {@link
 * dev.parley.chat.CompletionEvent.ProviderEvent}, and written again in their places.
 *
 * <p>Every {@code write} throws {@link IllegalArgumentException} if the value cannot be read again:
 * an unknown field among its extras is not JSON, or the text would be larger than {@link #LARGEST}
 * or nested deeper than {@link #DEEPEST}. Every {@code read} throws {@link
 * dev.parley.error.UnreadableDataException} for a text that it cannot read, and nothing else.
 */
public final class ParleyJson {
  /** The version of the form that is written, and the newest that is read. */
  public static final int VERSION = 1;

  /** The characters that a text may have: 128 Mi. */
  public static final int LARGEST = 1 << 27;

  /** How deep arrays and objects of a text may be nested, those of unknown fields included. */
  public static final int DEEPEST = JsonParsers.DEEPEST;

  private ParleyJson() {}

  /** {@return the message as JSON} */
  public static String write(Message message) {
    JsonWriter out = new JsonWriter();
    MessageForm.write(out, message);
    return out.finish();
  }

  /** {@return the request as JSON} */
  public static String write(ChatRequest request) {
    JsonWriter out = new JsonWriter();
    RequestForm.write(out, request);
    return out.finish();
  }

  /**
   * {@return the completion as JSON} Of failed attempts it has the errors' data, not their causes
   * and stack traces.
   */
  public static String write(Completion completion) {
    JsonWriter out = new JsonWriter();
    CompletionForm.write(out, completion);
    return out.finish();
  }

  /** {@return the event as JSON} */
  public static String write(CompletionEvent event) {
    JsonWriter out = new JsonWriter();
    EventForm.write(out, event);
    return out.finish();
  }

  /** {@return the entry of a conversation as JSON} */
  public static String write(Entry entry) {
    JsonWriter out = new JsonWriter();
    EntryForm.write(out, entry);
    return out.finish();
  }

  /** {@return the message that a text holds} */
  public static Message readMessage(String json) {
    return MessageForm.read(JsonObject.document(json));
  }

  /** {@return the request that a text holds} */
  public static ChatRequest readRequest(String json) {
    return RequestForm.read(JsonObject.document(json));
  }

  /** {@return the completion that a text holds} */
  public static Completion readCompletion(String json) {
    return CompletionForm.read(JsonObject.document(json));
  }

  /** {@return the event that a text holds} */
  public static CompletionEvent readEvent(String json) {
    return EventForm.read(JsonObject.document(json));
  }

  /** {@return the entry of a conversation that a text holds} */
  public static Entry readEntry(String json) {
    return EntryForm.read(JsonObject.document(json));
  }
}
