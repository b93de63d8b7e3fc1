package dev.parley.chatcompletions;

/** The header that carries the key. */
public enum KeyHeader {
  /** {@code Authorization: Bearer KEY}: OpenAI and most others, and tokens of Microsoft Entra. */
  AUTHORIZATION,
  /** {@code api-key: KEY}: keys of Azure OpenAI. */
  API_KEY
}
