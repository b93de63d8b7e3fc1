package dev.parley.chatcompletions;

/**
 * How much of what goes over the wire is logged, through the {@link System.Logger} of the name
 * {@value #LOGGER}. Heads are logged at {@code DEBUG}, bodies at {@code TRACE}; what that logger
 * lets through is up to its configuration. Bodies hold prompts and answers.
 *
 * <p>Keys, secret headers, cookies and passwords are shown as {@code ***}, in bodies and addresses
 * too, and so are the values of a query but {@code api-version} and {@code model}. Bodies are
 * logged line by line while they are read: a stream is neither kept nor held up.
 */
public enum WireLog {
  /** Nothing. */
  OFF,
  /** Requests and answers without their bodies, and how long they took. */
  HEADERS,
  /** The bodies too: of requests the first 64 KiB. */
  BODIES;

  /** The name of the logger. */
  public static final String LOGGER = "dev.parley.wire";
}
