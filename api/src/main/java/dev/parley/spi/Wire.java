package dev.parley.spi;

import dev.parley.chat.CompletionEvent;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One question and its answer over a connection, in the words of one protocol: all that a provider
 * writes itself whose models are {@link StreamedModels}.
 *
 * <p>The reading thread calls {@link #send} once, then {@link #read} until the answer ends, then
 * {@link #close}; {@link #cut} comes from any thread at any time, also before {@code send} and
 * after {@code close}. An {@link IOException} becomes the error that fits: a time-out, a cancelled
 * call, a transport error, or a stream that was interrupted. A {@link
 * dev.parley.error.ModelException}, such as a refusal of the other side, is thrown as it is.
 */
public interface Wire extends AutoCloseable {

  /**
   * Connects, sends the question and waits for the answer to begin. Says {@code
   * watch.enter(Kind.FIRST_EVENT)} to its {@linkplain Watchdog.Watch watch} when the connection
   * stands.
   *
   * @throws IOException if no answer came, or {@link #cut} did
   */
  void send() throws IOException;

  /**
   * Waits for more of the answer, and says what is in it: events in their order, or none, as for
   * what only keeps the connection alive. Each return counts against silence. {@link
   * CompletionEvent.Started} comes by itself; {@link CompletionEvent.Finished} is the last, and is
   * said only where the protocol did.
   *
   * @throws IOException if the answer broke off, or {@link #cut} came
   */
  void read(Consumer<CompletionEvent> events) throws IOException;

  /** Breaks the connection at once; whoever waits for it gets an {@link IOException}. */
  void cut();

  /** Lets go of everything, whether the answer has ended or not. */
  @Override
  void close();
}
