package dev.parley.chatcompletions.internal;

/**
 * Who the user of a proxy is.
 *
 * @param user the name
 * @param password the password, which may be empty
 */
public record ProxyLogin(String user, String password) {
  /** {@return always the same} */
  @Override
  public String toString() {
    return "***";
  }
}
