package dev.parley.tck;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** The rules of the contract; each says where it is written. */
public enum Rule {
  /** Nothing else goes wrong, and nothing hangs. */
  HEALTHY("what the contract allows works, soon and without an error", "ChatModel"),
  /** Both verbs give the same answer. */
  STREAM_EQUALS_ANSWER("a stream and a plain call give the same answer", "ChatModel"),
  /** What is asked arrives. */
  ALL_ASKED("all that a request says reaches the other side", "ChatRequest"),
  /** What the other side sends arrives. */
  NOTHING_LOST("what the other side sends arrives whole and in its order", "CompletionEvent"),
  /** Texts keep their vectors. */
  VECTORS("each text has its own vector, in the order of the texts", "EmbeddingModel"),
  /** No half of an answer. */
  ALL_OR_NOTHING("a call gives all vectors or none", "EmbeddingModel"),
  /** Every stream begins with started and ends with finished. */
  EVENT_ORDER("Started comes first, Finished last and once", "CompletionEvent"),
  /** Usage is reported where the other side does. */
  USAGE("usage is what the other side reported, and says so", "Usage"),
  /** No exchange before the first read. */
  LAZY_STREAM("stream() does no I/O and never fails; the first read does", "ChatModel.stream"),
  /** Exactly one terminal outcome. */
  ONE_OUTCOME("a stream finishes, fails or is cancelled: exactly one", "CompletionStream"),
  /** What broke off is an error. */
  NO_SILENT_END("an answer that is not complete is an error", "CompletionStream"),
  /** Failures carry what came. */
  PARTIAL_KEPT("a failure carries what had arrived", "ModelException.partial"),
  /** The end is the end. */
  ENDS_AT_ONCE("the protocol's last word ends a stream, whatever the connection does", "design 2"),
  /** Cancelling reaches the other side. */
  CANCEL_ON_THE_WIRE("close() cancels on the wire at once", "CompletionStream.close"),
  /** Cancelling wakes the reader. */
  CANCEL_WAKES(
      "a reader that is blocked while its stream is closed is told so", "CompletionStream"),
  /** Leaving is no error. */
  LEAVING_IS_QUIET("leaving the loop and closing, again too, throws nothing", "CompletionStream"),
  /** Interruption cancels. */
  INTERRUPTION("an interruption cancels on the wire and keeps the flag", "ChatModel"),
  /** The four time-outs. */
  TIMEOUTS("each time-out ends what it is for and says which it was", "Timeouts"),
  /** Slow is not broken. */
  SLOW_IS_HEALTHY("a slow stream that is kept alive is never killed", "Timeouts"),
  /** Failures are of the right type. */
  ERROR_TYPES("a refusal is the error that says what to do next", "ModelException"),
  /** Failures carry their data. */
  ERROR_DATA("an error carries its data as fields", "ErrorDetails"),
  /** Requests are sent once. */
  SENT_ONCE("a request is sent once; policies alone try again, what may be", "design 4"),
  /** Secrets stay secret. */
  NO_SECRETS("no text of the provider's holds a key or a prompt", "ErrorDetails"),
  /** Capabilities are kept. */
  CAPABILITIES("what is NO is refused before sending, all else is tried", "Capabilities"),
  /** A reader's own failure. */
  READER_FAILS("a reader that throws lets the other side go", "CompletionStream"),
  /** Memory is bounded. */
  BACK_PRESSURE("reading slowly slows the other side down", "CompletionStream"),
  /** Threads are bounded. */
  THREADS("a provider has a fixed number of threads, none on the common pool", "ChatModel"),
  /** Many at once. */
  SHARED("a model is opened once and shared between threads", "ChatModel"),
  /** Closed is closed. */
  CLOSED("what is closed refuses later calls, and closing again does nothing", "Provider.close"),
  /** Nothing is left. */
  NOTHING_LEFT("closing frees connections and threads", "Provider.close"),
  /** Factories are found and described. */
  DISCOVERY("a provider is found by its id and describes its settings", "ProviderFactory"),
  /** Opening is quiet. */
  QUIET_OPEN("open and chat do no network I/O", "ProviderFactory.open"),
  /** Stores keep what they are given. */
  APPENDED("what is appended is kept as it is, in its order", "ConversationStore.append"),
  /** Stores refuse who has not seen the last append. */
  STALE_REFUSED("an append to what has moved on is a conflict", "ConversationStore.append"),
  /** An append is made once. */
  ONCE("an append is made once, however often it is repeated", "ConversationStore.append"),
  /** No half of an append. */
  WHOLE_APPENDS("an append is seen whole or not at all", "ConversationStore.append"),
  /** Writers lose nothing. */
  NO_LOST_APPEND("of many writers no append is lost or comes twice", "ConversationStore"),
  /** Parts of a conversation. */
  PAGES("a tail or page is what was asked for, at one moment", "ConversationStore.page"),
  /** Ids are texts. */
  IDS("any text is an id, and different texts are different ids", "ConversationId"),
  /** What is known beside the entries. */
  METADATA("what is known of a conversation follows what was done", "ConversationInfo"),
  /** Time to live. */
  EXPIRY("a conversation goes when its time is over, not before", "ConversationStore.expire"),
  /** Lists are whole. */
  LISTED_ONCE("a list has every conversation once", "ConversationStore.list"),
  /** Deleted is deleted. */
  DELETED("of what is deleted nothing is left", "ConversationStore.delete"),
  /** Nobody deletes what he has not seen. */
  DELETED_AS_SEEN("what has moved on is not deleted as what was seen", "ConversationStore.delete"),
  /** Forks are copies. */
  FORKED("a fork has the first entries of its source", "ConversationStore.fork"),
  /** Failures of stores. */
  STORE_FAILURES("a store's failure says what to do by its type", "StoreException");

  private final String text;
  private final String where;

  Rule(String text, String where) {
    this.text = text;
    this.where = where;
  }

  /** {@return the rule in one sentence} */
  public String text() {
    return text;
  }

  /** {@return where it is written: a type or a section of the design} */
  public String where() {
    return where;
  }

  /** Fails the test, saying what was seen, unless {@code kept}. */
  void check(boolean kept, Supplier<String> seen) {
    if (!kept) {
      throw broken(seen.get(), null);
    }
  }

  /** Fails the test unless both are equal. */
  void same(Object expected, Object actual, String what) {
    check(expected.equals(actual), () -> what + " is " + actual + ", not " + expected);
  }

  /** {@return the failure of a test} */
  AssertionFailedError broken(String seen, @Nullable Throwable cause) {
    return new AssertionFailedError(
        "Broken: "
            + name().toLowerCase(Locale.ROOT).replace('_', '-')
            + ": "
            + text
            + ". Seen: "
            + seen
            + ". Written in: "
            + where,
        cause);
  }
}
