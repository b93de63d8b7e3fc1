package dev.parley.tck.http;

import dev.parley.chat.ChatModel;
import dev.parley.spi.Provider;
import dev.parley.tck.Beat;
import dev.parley.tck.Failure;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** How a protocol over HTTP says what scenarios hold. All of it is text in UTF-8. */
public interface WireFormat {

  /**
   * {@return the provider under test, set up for a server that plays}
   *
   * @param server its address, without a path
   * @param key what it is to be set up with, where the protocol has keys; else ignored
   */
  Provider open(URI server, String key);

  /** {@return the model of that provider that is asked} */
  default ChatModel model(Provider provider) {
    return provider.chat("tck-model");
  }

  /** {@return whether the protocol has keys, so that they may not show anywhere} */
  boolean hasKeys();

  /**
   * {@return the answer to a request that does not belong to a scenario, such as one for what the
   * server can do}
   */
  default Optional<Reply> aside(RecordedRequest request) {
    return Optional.empty();
  }

  /** {@return whether the request is for a stream} */
  boolean wantsStream(RecordedRequest request);

  /** {@return the content type of streams} */
  String streamType();

  /**
   * {@return what a stream says for a beat; empty where the protocol has nothing of the kind} Never
   * asked for {@link Beat.Pause}.
   */
  String frame(Beat beat);

  /**
   * {@return how one stream of those beats is said} The frames of a stream are asked of it, in
   * their order. For a protocol whose later frames repeat what earlier ones have said; the default
   * is this format, for those that have no memory.
   */
  default WireFormat inStream(List<Beat> beats) {
    return this;
  }

  /** {@return what comes before the first beat of a stream; may be empty} */
  default String preamble() {
    return "";
  }

  /** {@return the protocol's last word in a stream; may be empty} */
  String lastWord();

  /** {@return frames with other line ends; empty where the protocol does not allow them} */
  default Optional<String> withCrLf(String frames) {
    return Optional.of(frames.replace("\n", "\r\n"));
  }

  /**
   * {@return a whole answer of those beats; never asked for where every request is for a stream}
   */
  Reply whole(List<Beat> beats);

  /**
   * {@return the answer that refuses a request}
   *
   * @throws dev.parley.tck.NotPlayableException if the protocol does not tell this one from others
   */
  Reply refusal(Failure failure);
}
