package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.conversation.Conversation;
import dev.parley.error.InvalidAnswerException;
import dev.parley.store.ConversationStore;
import dev.parley.structured.Answer;
import dev.parley.structured.AnswerStream;
import dev.parley.structured.Bounds;
import dev.parley.structured.Description;
import dev.parley.structured.JsonTool;
import dev.parley.structured.JsonType;
import dev.parley.structured.Name;
import dev.parley.structured.Structured;
import dev.parley.tool.Toolbox;
import java.util.List;
import java.util.Optional;

/** The snippets of the README of {@code parley-structured}. */
public final class WithRecords {
  /** What to know of somebody. */
  public record Person(
      @Description("As on the title page") String name,
      @Bounds(min = 0, max = 150) int age,
      Optional<String> nationality,
      List<Work> works) {}

  /** What somebody has made. */
  public sealed interface Work {
    /** To be read. */
    record Book(String title, int year) implements Work {}

    /** To be looked at. */
    @Name("picture")
    record Painting(String title, Technique technique) implements Work {}
  }

  /** How a picture is made. */
  public enum Technique {
    /** Slow to dry. */
    OIL,
    /** Quick to dry. */
    WATERCOLOUR
  }

  private WithRecords() {}

  /** Asks for a record. */
  public static Person ask(ChatModel model) {
    Structured<Person> people =
        Structured.builder(model, JsonType.of(Person.class)).repair().build();
    try {
      Answer<Person> answer = people.complete(ChatRequest.of("Who was Mary Shelley?"));
      answer.corrected().ifPresent(first -> System.err.println("corrected " + first.path()));
      return answer.value();
    } catch (InvalidAnswerException e) {
      System.err.println(e.getMessage()); // Says where it does not fit; e.text() has the answer.
      throw e;
    }
  }

  /** Shows a record while it grows. */
  public static Person watch(ChatModel model) {
    Structured<Person> people = Structured.of(model, Person.class);
    try (AnswerStream<Person> stream = people.stream(ChatRequest.of("Who was Mary Shelley?"))) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta) {
          System.out.print("\r" + stream.fieldsWithText()); // Or fields(): only what has ended.
        }
      }
      return stream.answer().value();
    }
  }

  /** Asks for records in a conversation that has tools. */
  public static List<Person> converse(ChatModel model, ConversationStore store) {
    JsonTool<Person> tool =
        JsonTool.of("find_works", "Finds works of a person.", Person.class, Person::works);
    JsonType<List<Person>> people = JsonType.listOf(Person.class);
    Conversation conversation =
        Conversation.builder(model, store, "poets")
            .tools(Toolbox.builder().tool(tool.definition(), tool).build())
            .settings(request -> request.responseFormat(people.format()))
            .build();
    return people.read(conversation.ask("Who wrote by Lake Geneva in 1816?").completion());
  }
}
