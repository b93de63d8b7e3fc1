/**
 * One JSON form for messages, requests, completions and events, to store them and to send them
 * between programs. {@link dev.parley.json.ParleyJson} is the door; {@code api/json/README.md}
 * describes the form.
 *
 * <p>How it is built: {@code JsonTree} parses a text into values that know where they stand in it,
 * {@code JsonObject} hands out their fields and knows which nobody asked for, {@code JsonWriter}
 * writes fields and puts those back, by {@code Kept}, where they were. The {@code …Form} classes
 * say, for one kind of thing each, which fields there are; none of them thinks of unknown ones.
 *
 * <p>Everything here is safe to use from many threads.
 */
@NullMarked
package dev.parley.json;

import org.jspecify.annotations.NullMarked;
