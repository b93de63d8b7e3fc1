package asker;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.mock.MockChatModel;
import dev.parley.structured.JsonType;
import dev.parley.structured.Structured;
import java.util.List;

/** Asks the mock for a record, and for one that nobody outside may make. */
public final class Asker {
  /** Everybody may make it. */
  public record City(String name, List<Integer> days) {}

  record Hidden(String name) {}

  private Asker() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    try (ChatModel model =
        MockChatModel.builder().reply("{\"name\":\"Rome\",\"days\":[1,2]}").build()) {
      System.out.println(
          Structured.of(model, City.class).complete(ChatRequest.of("Where?")).value());
    }
    try {
      System.out.println(JsonType.of(Hidden.class).read("{\"name\":\"me\"}"));
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
    System.out.println("module: " + Asker.class.getModule().getName());
  }
}
