package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchOutcome;
import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with prompts, a server that answers them, and the command between. */
abstract class BatchFixture {
  @TempDir Path folder;
  BatchServer server;

  BatchServer serve(BatchServer.Script script) throws IOException {
    server = new BatchServer(script);
    return server;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  Run run() throws IOException {
    if (server == null) {
      serve((prompt, time) -> Reply.ANSWER);
    }
    return new Run(folder, new OpenAiProviderFactory())
        .environment("PARLEY_MODEL", "openai:m")
        .environment("OPENAI_API_KEY", "test-key")
        .environment("OPENAI_BASE_URL", server.url());
  }

  Path prompts(int count) throws IOException {
    return rows(
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> "{\"id\": \"r" + i + "\", \"prompt\": \"prompt " + i + "\"}")
            .toArray(String[]::new));
  }

  Path rows(String... lines) throws IOException {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines));
  }

  Map<String, String> answers(String file) throws IOException {
    Map<String, String> answers = new TreeMap<>();
    BatchLog.read(
        folder.resolve(file),
        result ->
            answers.put(
                result.id(),
                result.outcome() == BatchOutcome.OK ? result.text() : result.outcome().toString()));
    return answers;
  }

  static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  String usage(String... arguments) throws IOException {
    Run run = run();
    assertEquals(2, run.with(arguments), run.err());
    assertEquals("", run.out());
    assertEquals(List.of(), server.arrivals());
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    return run.err().substring("parley: ".length()).strip();
  }
}
