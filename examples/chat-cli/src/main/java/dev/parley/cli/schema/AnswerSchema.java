package dev.parley.cli.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ResponseFormat;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.process.Utf8Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The form that an answer must have, and whether it has it. Thread-safe. */
public final class AnswerSchema {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_OF_A_NAME = 64;
  private static final int MOST_OF_A_PROBLEM = 300;

  private final String name;
  private final JsonNode schema;
  private final SchemaCheck check;

  private AnswerSchema(String name, JsonNode schema) {
    this.name = name;
    this.schema = schema;
    check = new SchemaCheck(schema);
  }

  /**
   * {@return the schema}
   *
   * @param typed a file's path, a schema, or the short form, as {@code name, age int}
   * @param folder what a path starts from
   * @throws UsageException if it is none of these; nothing is ever fetched for it
   */
  public static AnswerSchema of(String typed, Path folder) {
    if (typed.isBlank()) {
      throw new UsageException("--schema is empty; say a file, or a form as \"name, age int\"");
    } else if (typed.strip().startsWith("{")) {
      return new AnswerSchema("answer", parsed("--schema", typed));
    }
    Optional<Path> file = file(typed, folder);
    if (file.isEmpty()) {
      return new AnswerSchema("answer", ShortSchema.of(typed));
    }
    String base = file.get().getFileName().toString().replaceFirst("\\.[^.]*$", "");
    String name = base.replaceAll("[^A-Za-z0-9_-]", "_");
    return new AnswerSchema(
        name.isEmpty() ? "answer" : name.substring(0, Math.min(name.length(), MOST_OF_A_NAME)),
        parsed(typed, read(file.get(), typed)));
  }

  /** A file that is there, or that is meant to be. */
  private static Optional<Path> file(String typed, Path folder) {
    boolean meant = typed.endsWith(".json") || (typed.indexOf('/') >= 0 && typed.indexOf(' ') < 0);
    try {
      Path file = folder.resolve(typed);
      return meant || Files.exists(file) ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String read(Path file, String typed) {
    String place = "--schema " + typed + ": ";
    if (!Files.exists(file)) {
      throw new UsageException(place + "there is no such file");
    } else if (Files.isDirectory(file)) {
      throw new UsageException(place + "a folder, no schema");
    }
    try (InputStream in = Files.newInputStream(file)) { // It may be a pipe: its size says nothing.
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UsageException(place + "larger than 1 MiB");
      }
      return Utf8Text.of(bytes);
    } catch (CharacterCodingException e) {
      throw new UsageException(place + "not UTF-8 text");
    } catch (IOException e) {
      throw new UsageException(place + "the file cannot be read: " + e.getMessage());
    }
  }

  private static JsonNode parsed(String what, String text) {
    try {
      JsonNode schema = SchemaCheck.parse(text);
      if (schema.isObject()) {
        return schema;
      }
      throw new UsageException(what + " holds no JSON object, so no schema");
    } catch (JsonProcessingException e) {
      throw new UsageException(what + " is not JSON: " + where(e));
    }
  }

  private static String where(JsonProcessingException e) {
    String problem = e.getOriginalMessage();
    return e.getLocation() == null
        ? problem
        : "line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ": "
            + problem;
  }

  /** {@return the form as a request has it: to be kept strictly} */
  public ResponseFormat format() {
    return ResponseFormat.jsonSchema(name, schema.toString());
  }

  /**
   * Checks an answer.
   *
   * @throws CommandFailedException if it is not of the form; says where
   */
  public void check(String answer) {
    problem(answer)
        .ifPresent(
            problem -> {
              throw new CommandFailedException(ExitCode.INVALID_OUTPUT, problem);
            });
  }

  /** {@return what is wrong with an answer, and where; nothing if it is of the form} */
  public synchronized Optional<String> problem(String answer) {
    return told(answer)
        .map(
            told ->
                told.length() > MOST_OF_A_PROBLEM
                    ? told.substring(0, MOST_OF_A_PROBLEM) + "…"
                    : told);
  }

  private Optional<String> told(String answer) {
    try {
      return check.problem(SchemaCheck.parse(answer));
    } catch (JsonProcessingException e) {
      return Optional.of(
          answer.strip().startsWith("```")
              ? "the answer is not JSON but Markdown that holds some: ask a model that keeps to"
                  + " schemas, or say in the prompt that there be no fence"
              : "the answer is not JSON: " + where(e));
    }
  }
}
