/**
 * The Chat Completions wire dialect, and that of the Responses API, for providers whose servers
 * speak it. {@link dev.parley.chatcompletions.ChatCompletions} is the door.
 */
@SuppressWarnings("requires-automatic") // okio, which okhttp3 exposes, has no descriptor
module dev.parley.chatcompletions {
  requires transitive dev.parley.api;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires okhttp3;
  requires okio;
  requires static org.jspecify;

  exports dev.parley.chatcompletions;
}
