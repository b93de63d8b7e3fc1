package dev.parley.cli.chat;

import dev.parley.error.UnreadableDataException;
import dev.parley.json.ParleyJson;
import dev.parley.message.UserMessage;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What is to be known of a chat if its process dies.
 *
 * @param store tells the stores of two notes apart
 * @param question what was asked and has no answer yet
 * @param version the conversation's before the question, if it could be read
 * @param undo what was about to be taken back
 */
record ChatNote(
    ConversationId conversation,
    String store,
    long process,
    Optional<UserMessage> question,
    Optional<Version> version,
    Optional<Undo> undo) {

  /**
   * A conversation that is deleted, to be begun again with its first entries.
   *
   * @param aside where all of it is kept
   */
  record Undo(ConversationId aside, long length) {}

  ChatNote conversation(ConversationId id) {
    return new ChatNote(id, store, process, question, version, undo);
  }

  ChatNote question(Optional<UserMessage> asked, Optional<Version> before) {
    return new ChatNote(conversation, store, process, asked, before, undo);
  }

  ChatNote undo(Optional<Undo> begun) {
    return new ChatNote(conversation, store, process, question, version, begun);
  }

  /** {@return the note as text} */
  String encoded() {
    Properties fields = new Properties();
    fields.setProperty("conversation", conversation.text());
    fields.setProperty("store", store);
    fields.setProperty("process", String.valueOf(process));
    question.ifPresent(asked -> fields.setProperty("question", ParleyJson.write(asked)));
    version.ifPresent(
        before -> {
          fields.setProperty("question.incarnation", before.incarnation());
          fields.setProperty("question.length", String.valueOf(before.length()));
        });
    undo.ifPresent(
        begun -> {
          fields.setProperty("undo.aside", begun.aside().text());
          fields.setProperty("undo.length", String.valueOf(begun.length()));
        });
    StringWriter text = new StringWriter();
    try {
      fields.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** {@return the note that a text holds} Throws IllegalArgumentException if it holds none. */
  static ChatNote decoded(String text) {
    Properties fields = new Properties();
    try {
      fields.load(new StringReader(text));
      Optional<String> aside = Optional.ofNullable(fields.getProperty("undo.aside"));
      Optional<String> incarnation =
          Optional.ofNullable(fields.getProperty("question.incarnation"));
      return new ChatNote(
          new ConversationId(fields.getProperty("conversation", "")),
          fields.getProperty("store", ""),
          Long.parseLong(fields.getProperty("process", "")),
          Optional.ofNullable(fields.getProperty("question"))
              .map(json -> (UserMessage) ParleyJson.readMessage(json)),
          incarnation.map(
              known ->
                  new Version(known, Long.parseLong(fields.getProperty("question.length", "")))),
          aside.map(
              id ->
                  new Undo(
                      new ConversationId(id),
                      Long.parseLong(fields.getProperty("undo.length", "")))));
    } catch (IOException | UnreadableDataException | ClassCastException e) {
      throw new IllegalArgumentException("no note of a chat", e);
    }
  }
}
