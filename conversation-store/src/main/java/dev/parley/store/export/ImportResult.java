package dev.parley.store.export;

/**
 * What an import did.
 *
 * @param conversations how many it read
 * @param entries how many it appended
 * @param repeated how many entries had been there already, from an import that was broken off
 */
public record ImportResult(long conversations, long entries, long repeated) {}
