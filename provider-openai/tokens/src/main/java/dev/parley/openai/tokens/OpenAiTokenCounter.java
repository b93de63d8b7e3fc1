package dev.parley.openai.tokens;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.openai.tokens.ModelFamily.Shown;
import dev.parley.spi.TokenCounter;
import java.util.Optional;

/**
 * Counts what a Chat Completions request is by the tokenizers of OpenAI's models, the overhead of
 * messages and tools included. Needs the class path or module path only; the first count of a
 * process reads a tokenizer's table, which takes up to a second and some 25 MB, and keeps it.
 *
 * <p>A count is {@linkplain TokenCount#exact() exact} where OpenAI's own counts showed the rule:
 * texts of the families gpt-3.5, gpt-4, gpt-4o, gpt-4.1, gpt-4.5, gpt-5 (with mini and nano, not
 * 5.1 and later), o3 and o4-mini; of the first three also names, and tools whose schemas are made
 * of types, enums of words and descriptions; and pictures of known size that are taken as they are
 * and say how closely. Beyond that it is a close estimate: calls of tools and their results, a
 * reasoning effort, schemas for the answer, other pictures, sound and files, options that may
 * change the prompt. A model is known by its name, whoever the server is. One that is not known is
 * counted by the newest tokenizer, as an estimate, and a warning is logged once.
 *
 * <p>Sources: OpenAI's cookbook, "How to count tokens with tiktoken", for messages; its guide
 * "Images and vision" for pictures; that tools are written as TypeScript into the system message
 * was found out by many, and agrees with the numbers of both.
 */
public final class OpenAiTokenCounter implements TokenCounter {

  /** A counter; loads nothing yet. */
  public OpenAiTokenCounter() {}

  @Override
  public String provider() {
    return "openai";
  }

  /** {@return a count, never empty} */
  @Override
  public Optional<TokenCount> count(ModelId model, ChatRequest request) {
    ModelFamily family = ModelFamily.of(model.model());
    Tally tally = new Tally(family.encoding());
    family.check(Shown.TEXTS, tally);
    new MessageTokens(model.provider(), family, tally).add(request);
    ToolTokens.add(request, family, tally);
    RequestExtras.add(model.provider(), request, tally);
    tally.add(family.answerStart());
    return Optional.of(tally.count());
  }
}
