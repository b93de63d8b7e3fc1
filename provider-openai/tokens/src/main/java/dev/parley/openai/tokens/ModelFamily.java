package dev.parley.openai.tokens;

import static com.knuddels.jtokkit.api.EncodingType.CL100K_BASE;
import static com.knuddels.jtokkit.api.EncodingType.O200K_BASE;

import com.knuddels.jtokkit.api.EncodingType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What models differ in.
 *
 * @param encoding the tokenizer, by the table of OpenAI's tiktoken
 * @param perMessage what a message takes beside its role and its content
 * @param perName what a name takes beside itself
 * @param answerStart what the beginning of the answer takes
 * @param aroundTools what tools behind a system message take beside what they are written as
 * @param images what pictures take
 * @param shown what counts of OpenAI's showed to be right
 */
record ModelFamily(
    EncodingType encoding,
    int perMessage,
    int perName,
    int answerStart,
    int aroundTools,
    ImageRule images,
    Set<Shown> shown) {
  /** What a count may be right about. */
  enum Shown {
    TEXTS,
    NAMES,
    TOOLS
  }

  private static final Set<Shown> ALL = Set.of(Shown.values());
  private static final Set<Shown> TEXTS = Set.of(Shown.TEXTS);
  private static final Set<Shown> NOTHING = Set.of();
  private static final int AROUND_TOOLS = 5;

  // Models that think are told more about tools: by one count of o4-mini, and three of gpt-5.
  private static final int AROUND_TOOLS_OF_O = 9;
  private static final int AROUND_TOOLS_OF_GPT_5 = 90;

  private static final Logger LOG = System.getLogger(OpenAiTokenCounter.class.getName());

  /** A program that makes names up must not fill the memory, nor the log. */
  private static final int MOST_WARNINGS = 100;

  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  /**
   * What may follow the name of a family. Whoever is called otherwise hears, speaks, looks things
   * up or is somebody else's: nobody has shown what that changes.
   */
  private static final Pattern VERSION =
      Pattern.compile("(-(turbo|preview|vision|16k|32k|\\d{4}|\\d{4}-\\d{2}-\\d{2}))*");

  /** By how their names begin; of two that fit the earlier one counts. */
  private static final Map<String, ModelFamily> BY_NAME = byName();

  private static final ModelFamily NEAREST = gpt5(ImageRule.PATCHES_OF_GPT_5_5, NOTHING);

  /** {@return the family of a model; if there is none, what is nearest, and a warning once} */
  static ModelFamily of(String model) {
    String name = base(model);
    for (Map.Entry<String, ModelFamily> known : BY_NAME.entrySet()) {
      if (name.startsWith(known.getKey()) && endsThere(name, known.getKey().length())) {
        boolean special = !VERSION.matcher(name.substring(known.getKey().length())).matches();
        return special ? known.getValue().notShown() : known.getValue();
      }
    }
    if (WARNED.size() < MOST_WARNINGS && WARNED.add(model)) {
      LOG.log(
          Level.WARNING,
          "The tokenizer of model \""
              + model
              + "\" is not known: its tokens are estimated by o200k_base, that of the newest models"
              + " of OpenAI");
    }
    return NEAREST;
  }

  private static Map<String, ModelFamily> byName() {
    Map<String, ModelFamily> families = new LinkedHashMap<>();
    // The one model whose messages were framed otherwise, and whose names stood for the role.
    families.put(
        "gpt-3.5-turbo-0301",
        new ModelFamily(
            CL100K_BASE, 4, -1, 3, AROUND_TOOLS, ImageRule.NONE, Set.of(Shown.TEXTS, Shown.NAMES)));
    families.put("gpt-3.5-turbo", gpt4(CL100K_BASE, ImageRule.NONE, ALL));
    families.put("gpt-35-turbo", gpt4(CL100K_BASE, ImageRule.NONE, ALL)); // Azure's name for it.
    families.put("gpt-4", gpt4(CL100K_BASE, ImageRule.TILES_OF_GPT_4, ALL));
    families.put("gpt-4o-mini", gpt4(O200K_BASE, ImageRule.TILES_OF_GPT_4O_MINI, ALL));
    families.put("gpt-4o", gpt4(O200K_BASE, ImageRule.TILES_OF_GPT_4, ALL));
    families.put("chatgpt-4o", gpt4(O200K_BASE, ImageRule.TILES_OF_GPT_4, NOTHING));
    families.put("gpt-4.1-mini", gpt4(O200K_BASE, ImageRule.PATCHES_OF_GPT_4_1_MINI, NOTHING));
    families.put("gpt-4.1-nano", gpt4(O200K_BASE, ImageRule.PATCHES_OF_GPT_4_1_NANO, NOTHING));
    families.put("gpt-4.1", gpt4(O200K_BASE, ImageRule.TILES_OF_GPT_4, TEXTS));
    families.put("gpt-4.5", gpt4(O200K_BASE, ImageRule.TILES_OF_GPT_4, TEXTS));
    families.put("o1", oSeries(ImageRule.TILES_OF_O1, NOTHING));
    families.put("o3-mini", oSeries(ImageRule.NONE, TEXTS));
    families.put("o3", oSeries(ImageRule.TILES_OF_O3, TEXTS));
    families.put("o4-mini", oSeries(ImageRule.PATCHES_OF_O4_MINI, TEXTS));
    families.put("gpt-5-mini", gpt5(ImageRule.PATCHES_OF_GPT_5_MINI, TEXTS));
    families.put("gpt-5-nano", gpt5(ImageRule.PATCHES_OF_GPT_5_NANO, TEXTS));
    families.put("gpt-5.1", gpt5(ImageRule.TILES_OF_GPT_5, NOTHING));
    families.put("gpt-5.2", gpt5(ImageRule.PATCHES_OF_GPT_5_2, NOTHING));
    families.put("gpt-5.4", gpt5(ImageRule.PATCHES_OF_GPT_5_4, NOTHING));
    families.put("gpt-5", gpt5(ImageRule.TILES_OF_GPT_5, TEXTS));
    // More of them: the same tokenizer, by tiktoken's prefix gpt-5.
    families.put("gpt-5.", gpt5(ImageRule.PATCHES_OF_GPT_5_5, NOTHING));
    families.put("gpt-oss", gpt5(ImageRule.NONE, NOTHING));
    return families;
  }

  private static ModelFamily gpt4(EncodingType encoding, ImageRule images, Set<Shown> shown) {
    return new ModelFamily(encoding, 3, 1, 3, AROUND_TOOLS, images, shown);
  }

  private static ModelFamily oSeries(ImageRule images, Set<Shown> shown) {
    return thinking(AROUND_TOOLS_OF_O, images, shown);
  }

  private static ModelFamily gpt5(ImageRule images, Set<Shown> shown) {
    return thinking(AROUND_TOOLS_OF_GPT_5, images, shown);
  }

  /**
   * They begin their answer themselves with what they think, so that it is given one token less.
   */
  private static ModelFamily thinking(int aroundTools, ImageRule images, Set<Shown> shown) {
    return new ModelFamily(O200K_BASE, 3, 1, 2, aroundTools, images, shown);
  }

  private ModelFamily notShown() {
    return new ModelFamily(
        encoding, perMessage, perName, answerStart, aroundTools, images, NOTHING);
  }

  /** Makes a count an estimate where it is about what nobody has shown. */
  void check(Shown what, Tally tally) {
    if (!shown.contains(what)) {
      tally.guessed();
    }
  }

  /** Without what gateways put before it, {@code openai/}, and what fine tuning puts around it. */
  private static String base(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    if (name.startsWith("ft:")) {
      String[] pieces = name.split(":", 3);
      name = pieces[1];
    }
    return name;
  }

  private static boolean endsThere(String name, int end) {
    return end == name.length() || name.charAt(end) == '-' || name.charAt(end - 1) == '.';
  }
}
