package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Warning;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes requests to one model. */
interface Encoder {
  /** The request's body. */
  ObjectNode tree(ChatRequest request, boolean stream);

  /** What the request sets and is not sent. */
  List<Warning> warnings(ChatRequest request);

  /** The request's body in UTF-8. */
  default byte[] encode(ChatRequest request, boolean stream) {
    // Half of a surrogate pair, of a text cut in mid-character, becomes a question mark on this
    // way; a generator of bytes would refuse it or escape it, and servers refuse that.
    return Json.write(tree(request, stream)).getBytes(StandardCharsets.UTF_8);
  }
}
