package dev.parley.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.json.ParleyJson;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.store.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to write an entry of a conversation as JSON and to read it back, beside Jackson
 * that does less with the same text: a tree, and a parser that looks at every token.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonCost {
  /** The entry: a question of 40 characters, or an answer of 2,000 and what is known of it. */
  @Param({"question", "answer"})
  public String entry = "question";

  private final JsonMapper mapper = new JsonMapper();
  private final JsonFactory factory = new JsonFactory();
  private Entry value = question();
  private String text = "";
  private JsonNode tree = mapper.missingNode();

  private static Entry question() {
    return Entry.of(Message.user("What is the weather like in Zürich today?"), Instant.EPOCH);
  }

  private static Entry answer() {
    Completion answer =
        Completion.builder(new ModelId("openai", "gpt-5-mini"))
            .content(List.of(Part.text("It is sunny there. ".repeat(105))))
            .usage(Usage.reported().input(12).output(420).cachedInput(0).reasoning(0).build())
            .finishReason(new FinishReason(FinishReason.Kind.STOP, "stop"))
            .build();
    return Entry.of(answer, Instant.EPOCH);
  }

  /** Chooses the entry. */
  @Setup
  public void choose() throws IOException {
    value = entry.equals("question") ? question() : answer();
    text = ParleyJson.write(value);
    tree = mapper.readTree(text);
  }

  /** An entry written. */
  @Benchmark
  public String writeParley() {
    return ParleyJson.write(value);
  }

  /** A tree written that was there. */
  @Benchmark
  public String writeTree() throws IOException {
    return mapper.writeValueAsString(tree);
  }

  /** An entry read. */
  @Benchmark
  public Entry readParley() {
    return ParleyJson.readEntry(text);
  }

  /** A tree read. */
  @Benchmark
  public JsonNode readTree() throws IOException {
    return mapper.readTree(text);
  }

  /** Every token looked at, and every text made. */
  @Benchmark
  public void readParser(Blackhole hole) throws IOException {
    try (JsonParser parser = factory.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (!token.isStructStart() && !token.isStructEnd()) {
          hole.consume(parser.getText());
        }
      }
    }
  }
}
