package dev.parley.store;

import static java.util.Objects.requireNonNull;

/**
 * What an append did.
 *
 * @param version the conversation's after it
 * @param repeated whether it had been made before, by an earlier call or a try that the store made
 *     itself, so that nothing was written now
 */
public record AppendResult(Version version, boolean repeated) {
  /** Refuses nulls. */
  public AppendResult {
    requireNonNull(version, "version");
  }
}
