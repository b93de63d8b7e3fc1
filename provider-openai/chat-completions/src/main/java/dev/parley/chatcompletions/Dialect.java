package dev.parley.chatcompletions;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What servers of one protocol differ in, as far as requests go. Immutable. */
public final class Dialect {
  /** The field that carries the limit of output tokens. */
  public enum MaxTokensField {
    /** OpenAI's own; its reasoning models refuse the other. */
    MAX_COMPLETION_TOKENS,
    /** The older one, which most compatible servers know only. */
    MAX_TOKENS
  }

  /** The role of system messages. */
  public enum SystemRole {
    /** What every server knows. */
    SYSTEM,
    /** What OpenAI's models from o1 on prefer. */
    DEVELOPER
  }

  /** What most compatible servers understand. */
  public static final Dialect COMPATIBLE = new Dialect();

  private MaxTokensField maxTokensField = MaxTokensField.MAX_TOKENS;
  private SystemRole systemRole = SystemRole.SYSTEM;
  private boolean streamUsage = true;
  private boolean reasoningSentBack;
  private String requiredToolChoice = "required";
  private boolean connectionKeptAfterStream = true;
  private Map<String, Boolean> streamFlags = Map.of();
  private static final Set<String> NEEDED = Set.of("model", "messages", "stream");

  private Set<String> leftOut = Set.of();
  private @Nullable String tokenCountPath;

  private Dialect() {}

  /** To be changed in one thing before anybody else sees it. */
  private Dialect copy() {
    Dialect copy = new Dialect();
    copy.maxTokensField = maxTokensField;
    copy.systemRole = systemRole;
    copy.streamUsage = streamUsage;
    copy.reasoningSentBack = reasoningSentBack;
    copy.requiredToolChoice = requiredToolChoice;
    copy.connectionKeptAfterStream = connectionKeptAfterStream;
    copy.streamFlags = streamFlags;
    copy.leftOut = leftOut;
    copy.tokenCountPath = tokenCountPath;
    return copy;
  }

  /** {@return the field that carries the limit of output tokens} */
  public MaxTokensField maxTokensField() {
    return maxTokensField;
  }

  /** {@return the role of system messages} */
  public SystemRole systemRole() {
    return systemRole;
  }

  /** {@return whether streams are asked for their usage; some servers refuse the question} */
  public boolean streamUsage() {
    return streamUsage;
  }

  /** {@return whether thoughts are sent back, as {@code reasoning_content} of their message} */
  public boolean reasoningSentBack() {
    return reasoningSentBack;
  }

  /** {@return the value of {@code tool_choice} that makes a model call some tool} */
  public String requiredToolChoice() {
    return requiredToolChoice;
  }

  /** {@return whether the connection of a stream that has ended may serve the next request} */
  public boolean connectionKeptAfterStream() {
    return connectionKeptAfterStream;
  }

  /** {@return fields that are sent with streams only, by name, in their order} */
  public Map<String, Boolean> streamFlags() {
    return streamFlags;
  }

  /** {@return fields of the protocol that the server refuses} */
  public Set<String> leftOut() {
    return leftOut;
  }

  /** {@return where the server counts the tokens of a request, under the base URL, if it can} */
  public Optional<String> tokenCountPath() {
    return Optional.ofNullable(tokenCountPath);
  }

  /** {@return this dialect with another field for the limit of output tokens} */
  public Dialect with(MaxTokensField value) {
    requireNonNull(value, "maxTokensField");
    Dialect copy = copy();
    copy.maxTokensField = value;
    return copy;
  }

  /** {@return this dialect with another role of system messages} */
  public Dialect with(SystemRole value) {
    requireNonNull(value, "systemRole");
    Dialect copy = copy();
    copy.systemRole = value;
    return copy;
  }

  /** {@return this dialect, asking streams for their usage or not} */
  public Dialect withStreamUsage(boolean wanted) {
    Dialect copy = copy();
    copy.streamUsage = wanted;
    return copy;
  }

  /** {@return this dialect, sending thoughts back or not} */
  public Dialect withReasoningSentBack(boolean wanted) {
    Dialect copy = copy();
    copy.reasoningSentBack = wanted;
    return copy;
  }

  /**
   * {@return this dialect with another word for {@link dev.parley.chat.ToolChoice#REQUIRED}}
   *
   * @param word such as {@code any}, the older of the two that Mistral has for it ({@code
   *     ToolChoiceEnum} of its OpenAPI document); default {@code required}
   */
  public Dialect withRequiredToolChoice(String word) {
    requireNonNull(word, "word");
    Dialect copy = copy();
    copy.requiredToolChoice = word;
    return copy;
  }

  /**
   * {@return this dialect, using the connection of a stream again or not} Not for servers that hang
   * up after a stream without having said so: the next request would be lost.
   */
  public Dialect withConnectionKeptAfterStream(boolean wanted) {
    Dialect copy = copy();
    copy.connectionKeptAfterStream = wanted;
    return copy;
  }

  /** {@return this dialect, with one more field that is sent with streams} */
  public Dialect withStreamFlag(String name, boolean value) {
    Map<String, Boolean> flags = new LinkedHashMap<>(streamFlags);
    flags.put(requireNonNull(name, "name"), value);
    Dialect copy = copy();
    copy.streamFlags = Collections.unmodifiableMap(flags);
    return copy;
  }

  /**
   * {@return this dialect of a server that refuses a field, such as {@code reasoning_effort},
   * {@code seed} or {@code strict}} It is then not sent, and a request that sets it gets a warning
   * on its answer. Who sets it by {@code option} means it: that is sent.
   *
   * @param field its name in the protocol; {@code strict} stands for that of tools and schemas
   * @throws IllegalArgumentException if no request can do without it
   */
  public Dialect withLeftOut(String field) {
    if (NEEDED.contains(field)) {
      throw new IllegalArgumentException("No request can do without " + field);
    }
    Set<String> fields = new LinkedHashSet<>(leftOut);
    fields.add(requireNonNull(field, "field"));
    Dialect copy = copy();
    copy.leftOut = Collections.unmodifiableSet(fields);
    return copy;
  }

  /**
   * {@return this dialect of a server that counts the tokens of a request}
   *
   * @param path takes a chat request and answers with an object that has {@code input_tokens}
   */
  public Dialect withTokenCountPath(String path) {
    requireNonNull(path, "path");
    Dialect copy = copy();
    copy.tokenCountPath = path;
    return copy;
  }
}
