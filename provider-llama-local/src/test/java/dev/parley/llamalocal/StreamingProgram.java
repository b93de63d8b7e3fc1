package dev.parley.llamalocal;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.spi.Provider;
import java.nio.file.Path;

/**
 * A program that reads an endless stream and closes nothing; a test runs it in a JVM of its own.
 */
final class StreamingProgram {
  /** What it prints when it reads. */
  static final String READING = "reading";

  /** How it ends after a few words. */
  enum End {
    RETURN,
    EXIT,
    /** It goes on. */
    NEVER
  }

  private StreamingProgram() {}

  /** Arguments: the binary, the folder for notes, the model, the port, the {@link End}. */
  @SuppressWarnings("MustBeClosedChecker") // It leaves everything open on purpose.
  public static void main(String[] arguments) {
    Provider provider =
        LlamaLocal.builder()
            .binary(Path.of(arguments[0]))
            .set("state-folder", arguments[1])
            .set("port", arguments[3])
            .build();
    ChatModel model = provider.chat(arguments[2]);
    End end = End.valueOf(arguments[4]);
    CompletionStream stream = model.stream(ChatRequest.of(FakeLlamaServer.ENDLESS));
    int words = 0;
    for (CompletionEvent event : stream) {
      if (event instanceof TextDelta && ++words == 3) {
        System.out.println(READING);
        if (end == End.EXIT) {
          System.exit(5);
        } else if (end == End.RETURN) {
          return;
        }
      }
    }
  }
}
