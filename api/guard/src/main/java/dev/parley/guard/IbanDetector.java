package dev.parley.guard;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds international bank account numbers (ISO 13616): the length of the country, and check digits
 * that are valid, written as one or in groups.
 */
final class IbanDetector implements Detector {
  /** Countries and lengths, as the registry of SWIFT has them. */
  private static final String REGISTRY =
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
          + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21"
          + " HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27"
          + " MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24"
          + " RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
          + " VG24 XK20 YE30";

  private static final Map<String, Integer> LENGTHS = new HashMap<>();

  static {
    for (String country : REGISTRY.split(" ", -1)) {
      LENGTHS.put(country.substring(0, 2), Integer.valueOf(country.substring(2)));
    }
  }

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      boolean begins =
          Chars.upper(text.charAt(i))
              && Chars.upper(Chars.at(text, i + 1))
              && Chars.digit(Chars.at(text, i + 2))
              && Chars.digit(Chars.at(text, i + 3))
              && Chars.begins(text, i);
      int end = begins ? end(text, i) : -1;
      if (end >= 0) {
        found.accept(Span.of(i, end, GuardKind.IBAN));
      }
      i = end < 0 ? i + 1 : end;
    }
  }

  private static int end(CharSequence text, int start) {
    Integer length = LENGTHS.get(text.subSequence(start, start + 2).toString());
    if (length == null) {
      return -1;
    }
    StringBuilder number = new StringBuilder();
    int at = start;
    while (number.length() < length) {
      char c = Chars.at(text, at);
      if (Chars.space(c) && number.length() % 4 == 0 && Chars.alnum(Chars.at(text, at - 1))) {
        at++;
      } else if (Chars.upper(c) || Chars.digit(c)) {
        number.append(c);
        at++;
      } else {
        return -1;
      }
    }
    return !Chars.alnum(Chars.at(text, at)) && isValid(number) ? at : -1;
  }

  private static boolean isValid(CharSequence number) {
    int rest = 0;
    for (int i = 0; i < number.length(); i++) {
      int value = Character.digit(number.charAt((i + 4) % number.length()), 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }
}
