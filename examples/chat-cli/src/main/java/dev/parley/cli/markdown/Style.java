package dev.parley.cli.markdown;

/** How characters look on a terminal. */
record Style(boolean bold, boolean dim, boolean italic, boolean underlined, boolean cyan) {
  static final Style NONE = new Style(false, false, false, false, false);

  Style bolder() {
    return new Style(true, dim, italic, underlined, cyan);
  }

  Style dimmer() {
    return new Style(bold, true, italic, underlined, cyan);
  }

  Style slanted() {
    return new Style(bold, dim, true, underlined, cyan);
  }

  Style lined() {
    return new Style(bold, dim, italic, true, cyan);
  }

  Style asCode() {
    return new Style(bold, dim, italic, underlined, true);
  }

  /** The escape sequence that switches to it, from whatever was before. */
  String sequence() {
    return "\u001B[0"
        + (bold ? ";1" : "")
        + (dim ? ";2" : "")
        + (italic ? ";3" : "")
        + (underlined ? ";4" : "")
        + (cyan ? ";36" : "")
        + "m";
  }
}
