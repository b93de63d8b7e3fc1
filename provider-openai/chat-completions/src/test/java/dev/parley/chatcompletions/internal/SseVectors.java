package dev.parley.chatcompletions.internal;

import dev.parley.chatcompletions.internal.SseOutcome.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The test vectors of the project's SSE reference, under its numbers, and some of our own behind
 * them. 47 and 48 are too long for a table and live in {@link SseReaderTest}.
 */
final class SseVectors {

  @SuppressWarnings("ArrayRecordComponent")
  record Vector(String name, byte[] body, SseOutcome expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String BOM = "\u00EF\u00BB\u00BF";

  private final List<Vector> all = new ArrayList<>();

  private SseVectors() {}

  static List<Vector> all() {
    SseVectors vectors = new SseVectors();
    vectors.fields();
    vectors.typesAndIds();
    vectors.endsAndRetry();
    vectors.bytes();
    vectors.others();
    vectors.ours();
    return vectors.all;
  }

  private void fields() {
    add("1", "data: a\n\n", message("a"));
    add("2 no space", "data:a\n\n", message("a"));
    add("3 one space removed", "data:  a\n\n", message(" a"));
    add("4 tab kept", "data:\ta\n\n", message("\ta"));
    add("5 crlf", "data: a\r\n\r\n", message("a"));
    add("6 cr", "data: a\r\r", message("a"));
    add("7 mixed ends", "data: a\r\n\n", message("a"));
    add("8 crlf cut twice", "data: a\r\n\r\n", message("a"));
    add("9 lone cr", "data: a\rdata: b\r\r", message("a\nb"));
    add("10 two data lines", "data: a\ndata: b\n\n", message("a\nb"));
    add(
        "11 empty data",
        "data:\n\ndata\ndata\n\ndata:test\n\n",
        message(""),
        message("\n"),
        message("test"));
    add("12 extra blank lines", "\n\n\ndata: a\n\n\n\n", message("a"));
    add("13 comments", ": hi\n\n:\n\ndata: a\n\n", message("a"));
    add("14 comment with a field", ":data: x\ndata: a\n\n", message("a"));
    add(
        "15 comments between",
        "data:1\r:\0\n:\r\ndata:2\n:xxxx\rdata:3\n:data:fail\r:xxxx\ndata:4\n\n",
        message("1\n2\n3\n4"));
  }

  private void typesAndIds() {
    add("16 type of dataless event", "event: ping\n\ndata: a\n\n", message("a"));
    add(
        "17 type is reset",
        "event: ping\ndata: a\n\ndata: b\n\n",
        event("ping", "a", ""),
        message("b"));
    add("18 last type wins", "data: a\nevent: x\nevent: y\n\n", event("y", "a", ""));
    add("19 empty type", "event:\ndata: a\n\n", message("a"));
    add("20 id persists", "id: 7\ndata: a\n\ndata: b\n\n", message("a", "7"), message("b", "7"));
    add("21 id reset", "id: 7\ndata: a\n\nid\ndata: b\n\n", message("a", "7"), message("b"));
    add(
        "22 id with nul",
        "id: 7\ndata: a\n\nid: 8\u00009\ndata: b\n\n",
        message("a", "7"),
        message("b", "7"));
    add("23 id alone", "id: 7\n\ndata: a\n\n", message("a", "7"));
    add("24 id not committed at the end", "data: a\n\nid: 9\ndata: b", message("a"));
  }

  private void endsAndRetry() {
    add("25 no blank line", "data: a\n");
    add("26 no line end", "data: a");
    add("27 lone cr as blank line", "data: a\n\r", message("a"));
    addWithRetry(3000, "28 retry", "retry: 3000\n\ndata: a\n\n", message("a"));
    String wrong = "retry: 3000x\nretry: -1\nretry:\nretry: 1.5\ndata: a\n\n";
    add("29 wrong retry, none before", wrong, message("a"));
    addWithRetry(5, "29 wrong retry, one before", "retry:5\n" + wrong, message("a"));
    add("30 names are exact", "Data: x\nDATA: y\n data: z\ndata : w\n\n");
    add("31 unknown fields", "foo: bar\nfoo\ndata: a\n\n", message("a"));
    add("32 colons in the value", "data: a: b: c\n\n", message("a: b: c"));
  }

  private void bytes() {
    add(
        "33 raw U+2028",
        "data: {\"x\":\"1\u00E2\u0080\u00A8 2\"}\n\n",
        message("{\"x\":\"1\u2028 2\"}"));
    add("34 raw U+0085", "data: {\"x\":\"1\u00C2\u0085 2\"}\n\n", message("{\"x\":\"1\u0085 2\"}"));
    add(
        "34 raw U+2029",
        "data: {\"x\":\"1\u00E2\u0080\u00A9 2\"}\n\n",
        message("{\"x\":\"1\u2029 2\"}"));
    add("34 raw U+000B", "data: {\"x\":\"1\u000B 2\"}\n\n", message("{\"x\":\"1\u000B 2\"}"));
    add("34 raw U+000C", "data: {\"x\":\"1\f 2\"}\n\n", message("{\"x\":\"1\f 2\"}"));
    add("35 bom", BOM + "data: a\n\n", message("a"));
    add("36 bom cut", BOM + "data: a\n\n", message("a"));
    add("37 two boms", BOM + BOM + "data:1\n\ndata:2\n\n", message("2"));
    add("38 bom later", "data: a\n\n" + BOM + "data: b\n\n", message("a"));
    add("39 two bytes cut", "data: \u00C3\u00A9\n\n", message("\u00E9"));
    add("40 four bytes cut", "data: \u00F0\u009F\u0098\u0080\n\n", message("\uD83D\uDE00"));
    add("41 bad byte", "data: x\u00FFy\n\n", message("x\uFFFDy"));
    add("42 cut sequence before lf", "data: x\u00E2\u0082\n\n", message("x\uFFFD"));
    add("43 surrogate", "data: \u00ED\u00A0\u0080\n\n", message("\uFFFD\uFFFD\uFFFD"));
  }

  private void others() {
    add("44 cuts in name and value", "data: a\n\n", message("a"));
    add("45 done", "data: [DONE]\n\n", message("[DONE]"));
    add(
        "46 three events",
        "data: a\n\ndata: b\n\ndata: c\n\n",
        message("a"),
        message("b"),
        message("c"));
    add("49 empty body", "");
    add("50 blank line only", "\n");
    add("51 empty data", "data:\n\n", message(""));
    add("52 comment inside an event", "data: a\n:c\ndata: b\n\n", message("a\nb"));
    add("53 nul in data", "data: a\0b\n\n", message("a\0b"));
    add("54 last id wins", "id: 1\nid: 2\ndata: a\n\n", message("a", "2"));
    add(
        "55 responses api",
        "event: response.created\r\ndata: {\"type\":\"response.created\"}\r\n\r\n",
        event("response.created", "{\"type\":\"response.created\"}", ""));
  }

  private void ours() {
    add("bom only", BOM);
    add("bom cut off by the end", "\u00EF\u00BB");
    add("half a bom", "\u00EF\u00BBdata: a\n\ndata: b\n\n", message("b"));
    add("bom before a comment", BOM + ":x\ndata: a\n\n", message("a"));
    add(
        "names that only begin right",
        "dat: x\ndatax: y\nidx: 1\neven: z\ndata: a\n\n",
        message("a"));
    add("surrogate at the end of a line", "data: \u00ED\u00A0\n\n", message("\uFFFD\uFFFD"));
    add("malformed type", "event: \u00FF\ndata: a\n\n", event("\uFFFD", "a", ""));
    add(
        "type of two events",
        "event:x\ndata\n\nevent:x\ndata\n\n",
        event("x", "", ""),
        event("x", "", ""));
    addWithRetry(Long.MAX_VALUE, "retry too large", "retry: 99999999999999999999\n");
    addWithRetry(7, "retry counts without a blank line", "retry: 0007\n");
  }

  private static Event message(String data) {
    return message(data, "");
  }

  private static Event message(String data, String id) {
    return event("message", data, id);
  }

  private static Event event(String type, String data, String id) {
    return new Event(type, data, id);
  }

  private void add(String name, String body, Event... events) {
    add(name, body, OptionalLong.empty(), events);
  }

  private void addWithRetry(long retry, String name, String body, Event... events) {
    add(name, body, OptionalLong.of(retry), events);
  }

  /** The id at the end is that of the last event: no vector commits one later. */
  private void add(String name, String body, OptionalLong retry, Event... events) {
    String lastId = events.length == 0 ? "" : events[events.length - 1].id();
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1); // one char is one byte
    all.add(new Vector(name, bytes, SseOutcome.of(List.of(events), lastId, retry)));
  }
}
