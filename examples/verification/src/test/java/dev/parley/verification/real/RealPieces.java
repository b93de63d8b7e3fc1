package dev.parley.verification.real;

import dev.parley.chat.FinishReason;
import dev.parley.tck.Beat;
import dev.parley.tck.NotPlayableException;
import java.util.ArrayList;
import java.util.List;

/** What a model writes down for the beats of an answer, in the manner of {@link TinyGguf}. */
final class RealPieces {
  private static final String END_OF_CALL = "}\n</tool_call>";

  private final List<String> pieces = new ArrayList<>();
  private boolean thinking;
  private boolean calling;
  private boolean cutOff;
  private boolean broken;

  RealPieces(List<Beat> beats) {
    beats.forEach(this::add);
  }

  private void add(Beat beat) {
    if (beat instanceof Beat.Text text) {
      say(text.text());
    } else if (beat instanceof Beat.Reasoning thought) {
      think(thought.text());
    } else if (beat instanceof Beat.CallStarted call) {
      if (calling) {
        pieces.add(END_OF_CALL + "\n"); // The last one has none: no piece may come twice.
      }
      calling = true;
      begin("<tool_call>\n{\"name\": \"" + call.tool() + "\", \"arguments\": ");
    } else if (beat instanceof Beat.CallPiece piece) {
      pieces.add(piece.json());
    } else if (beat instanceof Beat.Finish finish) {
      cutOff = finish.reason() == FinishReason.Kind.LENGTH;
      if (calling && !cutOff) {
        pieces.add(END_OF_CALL);
      }
    } else if (beat instanceof Beat.Broken) {
      broken = true;
    } else if (!(beat instanceof Beat.Tokens)) { // Which it counts for itself.
      throw new NotPlayableException("it does not do this on demand: " + beat);
    }
  }

  /** In two pieces where the tool has been called before, since no piece may come twice. */
  private void begin(String call) {
    int cut = pieces.contains(call) ? call.length() / 2 : call.length();
    pieces.add(call.substring(0, cut));
    if (cut < call.length()) {
      pieces.add(call.substring(cut));
    }
  }

  private void say(String text) {
    if (pieces.isEmpty() && Character.isWhitespace(text.charAt(0))) {
      throw new NotPlayableException("it drops blanks at the beginning");
    }
    if (thinking) {
      pieces.add("\n</think>\n");
      thinking = false;
    }
    pieces.add(text);
  }

  private void think(String text) {
    if (!thinking) {
      pieces.add("<think>\n");
      thinking = true;
    }
    pieces.add(text);
  }

  List<String> pieces() {
    return pieces;
  }

  /** Whether the answer is cut off by the limit on its length. */
  boolean cutOff() {
    return cutOff;
  }

  /** Whether it ends with a failure that is told. */
  boolean broken() {
    return broken;
  }
}
