package dev.parley.verification.real;

import dev.parley.tck.Failure;
import dev.parley.tck.NotPlayableException;
import dev.parley.tck.Scenario;
import dev.parley.tck.Scenario.Delivery;
import dev.parley.tck.Turn;
import dev.parley.tck.Turn.Ending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A scenario as a real server plays it: a model that says it, a server, and what befalls it. */
final class RealScript {
  /** What befalls the server, beside the requests of the scenario. */
  enum Event {
    NOTHING,
    /** From the beginning on, somebody else has its only slot. */
    TAKEN,
    /** After {@link #lastText}, somebody else comes, and both together fill the context. */
    CROWDED,
    /** After {@link #lastText}, it is killed. */
    KILLED
  }

  /** Whom it answers without an end. */
  static final String SOMEBODY_ELSE = "SOMEBODY_ELSE";

  /** What a tiny model does not fill within half a minute. */
  private static final int LONG_CONTEXT = 1 << 17;

  private final TinyGguf model = TinyGguf.scripted();
  private final List<String> arguments = new ArrayList<>();
  private Event event = Event.NOTHING;
  private int context = 1024;
  private int slots = 4;
  private String lastText = "";
  private boolean keyRejected;
  private int firstTokens;

  /** Says at once what a real server cannot do. */
  RealScript(Scenario scenario) {
    if (scenario.delivery() != Delivery.WHOLE) {
      throw new NotPlayableException("a real server sends its bytes as it likes");
    }
    if (scenario.name().equals("CROWD")) {
      throw new NotPlayableException("a real server begins as many answers as it has slots");
    }
    for (int i = 0; i < scenario.turns().size(); i++) {
      add(scenario.text(i), scenario.turn(i));
    }
  }

  private void add(String trigger, Turn turn) {
    if (turn instanceof Turn.Answer answer) {
      RealPieces written = new RealPieces(answer.beats());
      if (firstTokens == 0) {
        firstTokens = written.pieces().size() + 1; // And that of the end.
      }
      if (written.cutOff()) {
        arguments.addAll(List.of("-n", String.valueOf(written.pieces().size())));
      }
      add(trigger, written, answer.ending());
    } else if (turn instanceof Turn.Refusal refusal) {
      refuse(trigger, refusal.failure());
    } else if (turn instanceof Turn.Silence) {
      model.answer(trigger);
      endless(Event.TAKEN);
    } else {
      throw new NotPlayableException("a server that runs takes connections");
    }
  }

  private void add(String trigger, RealPieces written, Ending ending) {
    String[] pieces = written.pieces().toArray(String[]::new);
    if (ending == Ending.REGULAR) {
      model.answer(trigger, pieces);
      return;
    }
    model.stalling(trigger, pieces);
    lastText = pieces[pieces.length - 1];
    if (ending == Ending.CLEAN_END && written.broken()) {
      endless(Event.CROWDED);
      context = 1 << 14;
      slots = 2;
      arguments.add("--kv-unified");
      return;
    }
    switch (ending) {
      case STALL -> endless(Event.NOTHING);
      case CUT -> endless(Event.KILLED);
      case HELD -> throw new NotPlayableException("it hangs up after each stream");
      case ENDLESS -> throw new NotPlayableException("it writes on, though nobody reads");
      default -> throw new NotPlayableException("it ends no stream in that way");
    }
  }

  private void endless(Event then) {
    event = then;
    context = LONG_CONTEXT;
    slots = 1;
    if (event == Event.TAKEN || event == Event.CROWDED) {
      model.stalling(SOMEBODY_ELSE);
    }
  }

  private void refuse(String trigger, Failure failure) {
    model.answer(trigger);
    switch (failure.kind()) {
      case AUTHENTICATION -> keyRejected = true;
      case INVALID_REQUEST ->
          template(trigger, "{{ raise_exception(\"" + failure.message() + "\") }}");
      case CONTEXT_TOO_LONG ->
          template(trigger, "{% for i in range(" + 2 * context + ") %}x{% endfor %}");
      default ->
          throw new NotPlayableException("it has no " + failure.kind() + ", or not on demand");
    }
  }

  /** What is written for a conversation that has the trigger somewhere. */
  private void template(String trigger, String written) {
    arguments.add("--chat-template");
    arguments.add(
        "{% for message in messages %}{% if message.content == '"
            + trigger
            + "' %}"
            + written
            + "{% endif %}{% endfor %}");
  }

  /** Starts a server for it, whose model is written to that file. */
  LlamaServer start(Path program, Path file, String key) {
    model.contextLength(context).write(file);
    // Small batches: what is set aside for a batch grows with the context.
    arguments.addAll(List.of("-t", "1", "-b", "64", "-ub", "64", "--metrics", "--api-key", key));
    int pool = arguments.contains("--kv-unified") ? context : context * slots;
    return LlamaServer.start(program, file, pool, slots, arguments.toArray(String[]::new));
  }

  Event event() {
    return event;
  }

  /** What the first answer says last. */
  String lastText() {
    return lastText;
  }

  /** Whether the provider has to have another key than the server. */
  boolean isKeyRejected() {
    return keyRejected;
  }

  /** The tokens of the first answer. */
  int firstTokens() {
    return firstTokens;
  }
}
