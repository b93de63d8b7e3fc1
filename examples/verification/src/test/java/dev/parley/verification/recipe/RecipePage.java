package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of {@code examples/recipes} and its blocks of code, which are taken one after the other.
 * What only stands for something of the reader's, such as a proxy's address, is replaced.
 */
public final class RecipePage {
  /** The language of what is run; a page has other blocks that are taken as what they are. */
  private static final String SHELL = "sh";

  /** The language of what the shell block before it prints. */
  private static final String PRINTED = "text";

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

  private final String name;
  private final List<Block> blocks;
  private int taken;

  /** A block between fences. */
  private record Block(String language, String text) {}

  /** Some code of the page, and what it prints to stdout where the page says so. */
  record Code(String text, Optional<String> prints) {
    /** Puts what is there in place of what the page has as an example. */
    Code with(String example, String real) {
      assertTrue(text.contains(example), () -> "no " + example + " in:\n" + text);
      return new Code(text.replace(example, real), prints);
    }
  }

  private RecipePage(String name, List<Block> blocks) {
    this.name = name;
    this.blocks = blocks;
  }

  /** Reads the page of that name, such as {@code cron}. */
  public static RecipePage read(String name) throws IOException {
    String page = Files.readString(folder().resolve(name + ".md"));
    List<Block> blocks = blocks(page);
    assertEquals(
        2L * blocks.size(), page.lines().filter(line -> line.startsWith("```")).count(), name);
    return new RecipePage(name, blocks);
  }

  private static List<Block> blocks(String page) {
    Matcher matcher = BLOCK.matcher(page);
    return Stream.iterate(matcher.find(), found -> found, found -> matcher.find())
        .map(found -> new Block(matcher.group(1), matcher.group(2)))
        .toList();
  }

  /** {@return the folder of the pages} */
  static Path folder() {
    return Project.here().resolveSibling("recipes");
  }

  /** Takes the next block, which is one of the shell. */
  public Code next() {
    return next(SHELL);
  }

  /** Takes the next block, which is in this language. */
  Code next(String language) {
    assertTrue(taken < blocks.size(), () -> name + ".md has no more blocks");
    Block block = blocks.get(taken++);
    assertEquals(language, block.language(), () -> "in " + name + ".md:\n" + block.text());
    if (taken < blocks.size() && blocks.get(taken).language().equals(PRINTED)) {
      return new Code(block.text(), Optional.of(blocks.get(taken++).text()));
    }
    return new Code(block.text(), Optional.empty());
  }

  /** Fails if there is a block that has not been taken: none may go untried. */
  public void end() {
    assertEquals(blocks.size(), taken, () -> "blocks of " + name + ".md that were run");
  }
}
