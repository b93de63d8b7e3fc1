package dev.parley.cli.setup;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import jakarta.inject.Inject;

/** Says on one line what went wrong, with what the provider says of it. */
public final class FailureSentence {
  private static final String API_KEY = ".api-key";

  private final SecretMask mask;

  @Inject
  FailureSentence(SecretMask mask) {
    this.mask = mask;
  }

  /**
   * {@return the sentence, with what to do where this tool can, and without secrets} Keys are
   * masked in the provider's words only: Parley's own hold none, and a key that is an ordinary word
   * would garble them.
   */
  public String of(ParleyException failure) {
    String said =
        failure instanceof ModelException refused
            ? refused
                .details()
                .providerMessage()
                .map(text -> mask.mask(text, refused.model().provider()))
                .map(text -> "; the provider says: " + text)
                .orElse("")
            : "";
    return mask.mask(String.valueOf(failure.getMessage())) + said + remedy(failure);
  }

  private static String remedy(ParleyException failure) {
    return failure instanceof ConfigurationException wrong && wrong.kind() == Kind.MISSING_SETTING
        ? wrong
            .setting()
            .filter(name -> name.endsWith(API_KEY))
            .map(name -> name.substring(0, name.length() - API_KEY.length()))
            .map(instance -> ", or call: parley keys set " + instance)
            .orElse("")
        : "";
  }
}
