package dev.parley.cli.markdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownStylerTest {
  private static final String[] PIECES = {
    "*",
    "**",
    "***",
    "_",
    "__",
    "`",
    "``",
    "```",
    "~~~",
    "#",
    "## ",
    "> ",
    "- ",
    "* ",
    "1. ",
    "---",
    "[",
    "](",
    ")",
    "!",
    "\\",
    " ",
    "  ",
    "\n",
    "\n\n",
    "a",
    "word",
    "snake_case",
    "2*3",
    "é",
    "中文",
    "\uD83D\uDE00",
    "\t",
    "\u001B[31m",
    "\r",
    "|",
    "http://x/y_z",
    "."
  };

  private static String styled(String... pieces) {
    MarkdownStyler styler = new MarkdownStyler();
    StringBuilder shown = new StringBuilder();
    for (String piece : pieces) {
      shown.append(styler.add(piece));
    }
    return shown.append(styler.end()).toString();
  }

  /** Escape sequences as words, for eyes. */
  private static String readable(String markdown) {
    return styled(markdown)
        .replace("\u001B[0;1m", "<b>")
        .replace("\u001B[0;2m", "<d>")
        .replace("\u001B[0;3m", "<i>")
        .replace("\u001B[0;4m", "<u>")
        .replace("\u001B[0;36m", "<c>")
        .replace("\u001B[0m", "</>");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "plain text,plain text",
        "a **bold** word,a <b>bold</> word",
        "an *italic* word,an <i>italic</> word",
        "an _italic_ word,an <i>italic</> word",
        "some `code *here*` now,some <c>code *here*</> now",
        "``a ` b`` c,<c>a ` b</> c",
        "# Title,<b>Title</>",
        "#hashtag,#hashtag",
        "- item **b**,<c>- </>item <b>b</>",
        "12. item,<c>12. </>item",
        "> said *so*,<d>></> said <i>so</>",
        "---,<d>---</>",
        "**,**",
        "a * b * c,a * b * c",
        "2*3*4,2*3*4",
        "snake_case_name,snake_case_name",
        "**open,**open",
        "`open,`open",
        "[text](http://x/y_z_),<d>[<u>text<d>](http://x/y_z_)</>",
        "[1] and (2),[1] and (2)",
        "\\*no\\*,\\*no\\*",
        "中文**粗体**中文,中文<b>粗体</>中文",
        "-5 is a number,-5 is a number",
        "1.5 is one too,1.5 is one too",
      })
  void markdown_is_styled(String markdown, String expected) {
    assertEquals(expected, readable(markdown));
    assertEquals(expected + "\nnext", readable(markdown + "\nnext"));
  }

  @Test
  void both_kinds_of_emphasis_nest() {
    assertEquals(
        "<b>bold \u001B[0;1;3mand<b> more</> and \u001B[0;1;3mboth</>",
        readable("**bold *and* more** and ***both***"));
  }

  @Test
  void an_item_may_be_indented() {
    assertEquals("<c>  - </>a\n<c>  2) </>b", readable("  - a\n  2) b"));
  }

  @Test
  void a_block_of_code_is_code_to_its_end() {
    assertEquals(
        "<d>```java</>\n<c>int a = b * c * d; // # no title</>\n\n<c>  ``</>\n<d>```</>\ntext",
        readable("```java\nint a = b * c * d; // # no title\n\n  ``\n```\ntext"));
  }

  @Test
  void a_fence_is_ended_by_its_own_mark_and_at_least_as_many() {
    assertEquals(
        "<d>````</>\n<c>```</>\n<c>~~~~</>\n<d>`````</>\nx", readable("````\n```\n~~~~\n`````\nx"));
  }

  @Test
  void a_block_that_is_never_closed_is_shown() {
    assertEquals("<d>```</>\n<c>a</>", readable("```\na"));
  }

  @Test
  void text_is_shown_as_it_comes() {
    MarkdownStyler styler = new MarkdownStyler();
    assertEquals("Hel", styler.add("Hel"));
    assertEquals("lo ", styler.add("lo "));
    assertEquals("", styler.add("**wor"));
    assertEquals("", styler.add("ld**"));
    assertEquals("\u001B[0;1mworld\u001B[0m,", styler.add(","));
    assertEquals(" a", styler.add(" a"));
    assertEquals("", styler.end());
  }

  @Test
  void what_never_ends_is_not_waited_for_forever() {
    MarkdownStyler styler = new MarkdownStyler();
    String shown = styler.add("[" + "word ".repeat(InlineStyler.LONGEST));
    assertTrue(shown.length() > InlineStyler.LONGEST, "shown: " + shown.length());
    assertTrue(shown.startsWith("[word "), shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "[", "`", "**a ", "[a](", "_a *b ", "`` ` ", "> ", "- "})
  void much_of_a_mark_is_no_problem(String mark) {
    String text = mark.repeat(20_000);
    assertEquals(bare(text), bare(styled(text)));
  }

  @Test
  void control_characters_are_left_out() {
    assertEquals("a[31mb\tc\nd", styled("a\u001B[31mb\r\u009B\tc\nd"));
  }

  @Test
  void nothing_is_lost_or_moved_and_the_cuts_make_no_difference() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      String text = text(random);
      String whole = styled(text);
      assertEquals(whole, styled(cut(text, random)), "seed " + seed);
      assertEquals(bare(text), bare(whole), "seed " + seed);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  /** In pieces that may end between the halves of a surrogate pair. */
  private static String[] cut(String text, Random random) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + random.nextInt(4));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces.toArray(String[]::new);
  }

  /** Without escape sequences, control characters and the marks that a style stands for. */
  private static String bare(String text) {
    return text.replaceAll("\u001B\\[[0-9;]*m", "")
        .replaceAll("[\\p{Cc}&&[^\n\t]]", "")
        .replace("[31m", "")
        .replaceAll("[*_`]", "")
        .replaceAll("#+ ?", "");
  }

  @Test
  void a_long_line_of_blanks_in_a_block_is_not_waited_for() {
    MarkdownStyler styler = new MarkdownStyler();
    styler.add("```\n");
    String shown = styler.add(" ".repeat(1000));
    assertTrue(shown.length() >= 1000, "shown: " + shown.length());
    assertTrue(styler.add("```\n").contains("```"), "it ends no block");
    assertTrue(styler.add("x").contains("x"));
  }

  @Test
  void a_mark_is_waited_for_shortly_and_a_link_longer() {
    assertTrue(new MarkdownStyler().add("a *b" + " c".repeat(50)).contains("*b c"));
    String link = "[a](http://127.0.0.1/" + "x".repeat(200);
    assertEquals("", new MarkdownStyler().add(link));
  }
}
