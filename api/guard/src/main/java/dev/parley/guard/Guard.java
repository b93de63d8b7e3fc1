package dev.parley.guard;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Looks for secrets and personal data in all that is about to be sent to a model: {@code
 * model.with(Guard.of(GuardMode.REFUSE))}. It warns, redacts or refuses as its {@link GuardMode}
 * says, before {@link ChatModel#complete}, {@link ChatModel#stream} and {@link
 * ChatModel#countTokens}, which may ask a server. Put it outermost; around a fallback, it looks
 * once for all models.
 *
 * <p>It looks at the texts of all messages, what tools are called with and what they answered,
 * names, descriptions, schemas, stop texts, options, data of providers, and at inline media that
 * are text, whatever their type says. A text that is JSON is read as such, and stays JSON when it
 * is redacted. It does not look into images, sound, other binary files, or what a link leads to,
 * and looks at each text by itself: what is split over two of them is not seen.
 *
 * <p>What it tells is the kind and the place, in warnings, errors and to its listener; never what
 * it found, nor a piece of that. It is a net with a known mesh and no proof: the module's README
 * has its measures.
 *
 * <p>Immutable and thread-safe.
 */
public final class Guard implements Policy {
  private final GuardMode mode;
  private final Consumer<? super Finding> listener;
  private final TextScan scan;

  private Guard(Builder builder) {
    mode = builder.mode;
    listener = builder.listener;
    List<Detector> own = new ArrayList<>(builder.patterns);
    if (!builder.words.isEmpty()) {
      own.add(new WordDetector(List.copyOf(builder.words)));
    }
    scan = TextScan.of(builder.kinds, own);
  }

  /** {@return a guard of the default kinds} */
  public static Guard of(GuardMode mode) {
    return builder().mode(mode).build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return {@code model} behind this guard; the model itself if the mode is OFF} */
  @Override
  public ChatModel wrap(ChatModel model) {
    return mode == GuardMode.OFF ? model : new GuardedModel(model, this);
  }

  /** {@return {@code model} behind this guard; the model itself if the mode is OFF} */
  public EmbeddingModel wrap(EmbeddingModel model) {
    return mode == GuardMode.OFF ? model : new GuardedEmbeddings(model, this);
  }

  /**
   * {@return a function that replaces what this guard looks for by {@code [REDACTED:kind]},
   * whatever its mode} For logs. A text that is JSON stays so; what is split over two texts is not
   * seen.
   */
  public UnaryOperator<String> filter() {
    return text -> scan.scan(text).redacted();
  }

  /** {@return what it does about what it finds} */
  public GuardMode mode() {
    return mode;
  }

  Consumer<? super Finding> listener() {
    return listener;
  }

  TextScan scan() {
    return scan;
  }

  @Override
  public String toString() {
    return "Guard[" + mode + "]";
  }

  /** Builds a {@link Guard}. Not thread-safe. */
  public static final class Builder {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");

    private GuardMode mode = GuardMode.REFUSE;
    private Set<GuardKind> kinds = GuardKind.defaults();
    private final Set<String> words = new LinkedHashSet<>();
    private final List<PatternDetector> patterns = new ArrayList<>();
    private Consumer<? super Finding> listener = finding -> {};

    private Builder() {}

    /** Sets what it does about what it finds. Default: {@link GuardMode#REFUSE}. */
    public Builder mode(GuardMode value) {
      mode = requireNonNull(value, "mode");
      return this;
    }

    /**
     * Sets what it looks for beside own words and patterns. Default: {@link GuardKind#defaults}.
     */
    public Builder kinds(Set<GuardKind> value) {
      kinds = value.isEmpty() ? EnumSet.noneOf(GuardKind.class) : EnumSet.copyOf(value);
      return this;
    }

    /**
     * Adds a word, or several with spaces between, to look for: whatever its case, by itself and
     * not as a piece of another word. It is found as {@code word}.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Builder word(String word) {
      if (word.isBlank()) {
        throw new IllegalArgumentException("A word to look for must not be blank");
      }
      words.add(word.strip());
      return this;
    }

    /**
     * Adds a pattern to look for. It may look at each character of a text 200 times on average; if
     * it takes more, the whole text counts as found.
     *
     * @param kind what it is found as: lower-case letters, digits and {@code -}
     * @throws IllegalArgumentException if {@code kind} is not so
     */
    public Builder pattern(String kind, Pattern pattern) {
      if (!NAME.matcher(kind).matches()) {
        throw new IllegalArgumentException(
            "The name of a pattern has lower-case letters, digits and -, and begins with a letter");
      }
      patterns.add(new PatternDetector(kind, requireNonNull(pattern, "pattern")));
      return this;
    }

    /**
     * Sets who is told of each finding, on the calling thread and before anything is sent. What it
     * throws ends the call. Default: nobody.
     */
    public Builder listener(Consumer<? super Finding> value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /**
     * Takes over what the settings {@code guard}, {@code guard-kinds}, {@code guard-words} and
     * {@code guard-patterns} say; what they leave unset stays. Reads the files that they name.
     *
     * @throws dev.parley.error.ConfigurationException if a value or a file is wrong; it never
     *     quotes the file
     */
    public Builder settings(Config config) {
      ProviderSettings own = config.own();
      own.choice("guard").ifPresent(word -> mode(GuardSettings.mode(word)));
      own.text("guard-kinds").ifPresent(list -> kinds(GuardSettings.kinds(own, list)));
      own.path("guard-words").ifPresent(file -> GuardSettings.words(file, this));
      own.path("guard-patterns").ifPresent(file -> GuardSettings.patterns(file, this));
      return this;
    }

    /** {@return the guard} */
    public Guard build() {
      return new Guard(this);
    }
  }
}
