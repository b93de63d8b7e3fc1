package dev.parley.guard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at texts that have a place in a request, and notes what is found there. */
final class PlacedScan {
  private final TextScan texts;
  private final Findings findings;

  PlacedScan(TextScan texts, Findings findings) {
    this.texts = texts;
    this.findings = findings;
  }

  /** {@return the text without what was found} */
  String text(String text, String place) {
    Scanned scanned = texts.scan(text);
    int line = 1;
    int at = 0;
    for (Span span : scanned.found()) {
      line += lineEnds(text, at, span.start());
      at = Math.max(at, span.start());
      findings.add(new Finding(span.kind(), place + ", line " + line));
    }
    return scanned.redacted();
  }

  private static int lineEnds(String text, int from, int to) {
    int ends = 0;
    for (int i = from; i < to; i++) {
      ends += text.charAt(i) == '\n' ? 1 : 0;
    }
    return ends;
  }

  /** Looks at what cannot be replaced: a name that others rely on, or an address. */
  void fixed(String text, String place) {
    for (Span span : texts.spans(text)) {
      findings.addFixed(new Finding(span.kind(), place));
    }
  }

  /** {@return the value of an option, of that name, without what was found} */
  Object value(String name, Object value, String place) {
    if (value instanceof String text) {
      Span member = texts.member(name, text);
      if (member != null && !texts.scan(text).isAllFound()) {
        findings.add(new Finding(member.kind(), place));
        return TextScan.mark(member);
      }
      return text(text, place);
    } else if (value instanceof Number) {
      String digits = value.toString();
      return texts.spans(digits).isEmpty() ? value : text(digits, place);
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(value(name, element, place)));
      return copy;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach(
          (key, element) -> {
            fixed(String.valueOf(key), place + ", name of a field");
            copy.put(String.valueOf(key), value(String.valueOf(key), element, place));
          });
      return copy;
    }
    return value;
  }
}
