package dev.parley.structured;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A form of lists and sets: arrays. What a set has twice it has once. */
final class ListForm implements Form {
  private final Form element;
  private final Function<List<Object>, Object> maker;

  private ListForm(Form element, Function<List<Object>, Object> maker) {
    this.element = element;
    this.maker = maker;
  }

  static Form list(Form element) {
    return new ListForm(element, List::copyOf);
  }

  /** Its sets keep the order of the text. */
  static Form set(Form element) {
    return new ListForm(
        element, elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)));
  }

  @Override
  public Map<String, @Nullable Object> schema(Definitions definitions) {
    Map<String, @Nullable Object> schema = Keywords.of("type", "array");
    schema.put("items", element.schema(definitions));
    return schema;
  }

  @Override
  public Object read(@Nullable Object json, Place place) {
    if (!(json instanceof List<?> array)) {
      throw place.wrong("must be an array, not " + Keywords.kind(json));
    }
    List<Object> elements = new ArrayList<>(array.size());
    for (Object item : array) {
      Place here = place.element(elements.size());
      Object value = element.read(item, here);
      if (value == null) {
        throw here.wrong("must not be null");
      }
      elements.add(value);
    }
    return maker.apply(elements);
  }

  @Override
  public Object write(@Nullable Object value, Place place) {
    if (value == null) {
      throw place.wrong("must be an array, not null");
    }
    List<@Nullable Object> array = new ArrayList<>();
    for (Object item : (Collection<?>) value) {
      array.add(element.write(item, place.element(array.size())));
    }
    return array;
  }

  @Override
  public boolean endsFilled(Set<Form> within) {
    return element.ends(within);
  }
}
