package dev.parley.json;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.message.Message;
import dev.parley.store.Entry;
import java.util.function.Function;

/** The five kinds of documents, each with its reader, its writer and random values. */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold nothing.
enum Form {
  MESSAGE(ParleyJson::readMessage, Some::message),
  REQUEST(ParleyJson::readRequest, Some::request),
  COMPLETION(ParleyJson::readCompletion, Some::completion),
  EVENT(ParleyJson::readEvent, Some::event),
  ENTRY(ParleyJson::readEntry, Some::entry);

  private final Function<String, Object> reader;
  private final Function<Some, Object> maker;

  Form(Function<String, Object> reader, Function<Some, Object> maker) {
    this.reader = reader;
    this.maker = maker;
  }

  Object read(String text) {
    return reader.apply(text);
  }

  Object some(Some some) {
    return maker.apply(some);
  }

  static String write(Object value) {
    if (value instanceof Message message) {
      return ParleyJson.write(message);
    } else if (value instanceof ChatRequest request) {
      return ParleyJson.write(request);
    } else if (value instanceof Completion completion) {
      return ParleyJson.write(completion);
    }
    return value instanceof Entry entry
        ? ParleyJson.write(entry)
        : ParleyJson.write((CompletionEvent) value);
  }
}
