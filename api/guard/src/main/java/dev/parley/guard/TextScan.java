package dev.parley.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at texts with all the detectors there are to be. Immutable and thread-safe. */
final class TextScan {
  /** How deep texts may lie in texts; what is deeper is looked at as it stands. */
  private static final int DEEPEST = 4;

  private final List<Detector> detectors;
  private final @Nullable AssignmentDetector members;

  private TextScan(List<Detector> detectors, @Nullable AssignmentDetector members) {
    this.detectors = List.copyOf(detectors);
    this.members = members;
  }

  static TextScan of(Set<GuardKind> kinds, List<Detector> own) {
    List<Detector> all = new ArrayList<>();
    all.add(new TokenDetector(kinds));
    add(all, kinds, GuardKind.PRIVATE_KEY, new PrivateKeyDetector());
    add(all, kinds, GuardKind.JWT, new JwtDetector());
    add(all, kinds, GuardKind.AUTHORIZATION, new AuthorizationDetector());
    add(all, kinds, GuardKind.AZURE_KEY, new SharedSignatureDetector());
    add(all, kinds, GuardKind.URL_PASSWORD, new UrlPasswordDetector());
    add(all, kinds, GuardKind.CARD_NUMBER, new CardDetector());
    add(all, kinds, GuardKind.IBAN, new IbanDetector());
    add(all, kinds, GuardKind.US_SSN, new SsnDetector());
    add(all, kinds, GuardKind.EMAIL, new EmailDetector());
    add(all, kinds, GuardKind.PHONE, new PhoneDetector());
    AssignmentDetector members =
        AssignmentDetector.serves(kinds) ? new AssignmentDetector(kinds) : null;
    if (members != null) {
      all.add(members);
    }
    all.addAll(own);
    return new TextScan(all, members);
  }

  private static void add(
      List<Detector> all, Set<GuardKind> kinds, GuardKind kind, Detector detector) {
    if (kinds.contains(kind)) {
      all.add(detector);
    }
  }

  /** Looks at a text; one that is JSON stays so. */
  Scanned scan(String text) {
    return scan(text, DEEPEST);
  }

  Scanned scan(String text, int depth) {
    Optional<Scanned> json =
        depth > 0 && JsonScan.mayBe(text) ? JsonScan.of(text, this, depth) : Optional.empty();
    return json.orElseGet(() -> plain(text));
  }

  private Scanned plain(String text) {
    List<Span> found = spans(text);
    return found.isEmpty() ? Scanned.clean(text) : new Scanned(text, found, redact(text, found));
  }

  /** What is found in a text as it stands. */
  List<Span> spans(CharSequence text) {
    List<Span> all = new ArrayList<>();
    detectors.forEach(detector -> detector.find(text, all::add));
    if (all.size() < 2) {
      return all;
    }
    all.sort(Comparator.comparingInt(Span::start));
    List<Span> merged = new ArrayList<>();
    Span last = all.get(0);
    for (Span span : all.subList(1, all.size())) {
      if (last.overlaps(span)) {
        last = last.with(span);
      } else {
        merged.add(last);
        last = span;
      }
    }
    merged.add(last);
    return merged;
  }

  /** What a member of a JSON object is, by its name; null if it is nothing. */
  @Nullable Span member(String name, String value) {
    return members == null ? null : members.member(name, value);
  }

  static String mark(Span span) {
    return "[REDACTED:" + span.kind() + "]";
  }

  private static String redact(String text, List<Span> found) {
    StringBuilder redacted = new StringBuilder(text.length());
    int from = 0;
    for (Span span : found) {
      redacted.append(text, from, span.start()).append(mark(span));
      from = span.end();
    }
    return redacted.append(text, from, text.length()).toString();
  }
}
