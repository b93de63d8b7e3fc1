package dev.parley.structured;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A form of sealed interfaces: one of their records, told by its tag. */
final class UnionForm extends NamedForm {
  private final String description;
  private Map<String, RecordForm> records = Map.of();

  /** A form whose records are {@linkplain #complete told later}: they may need the form itself. */
  UnionForm(KnownType type) {
    super(type.toString());
    this.description = Names.description(type.raw());
  }

  /** Takes the records by their tags. */
  void complete(Map<String, RecordForm> value) {
    records = new LinkedHashMap<>(value);
  }

  @Override
  Map<String, @Nullable Object> body(Definitions definitions) {
    List<Object> kinds = new ArrayList<>();
    records.forEach((tag, form) -> kinds.add(form.body(definitions, tag)));
    return Keywords.described(Keywords.of("anyOf", kinds), description);
  }

  @Override
  public Object read(@Nullable Object json, Place place) {
    Map<?, ?> object = ObjectSchema.fields(json, place);
    Place tag = place.field(RecordForm.TAG);
    if (!object.containsKey(RecordForm.TAG)) {
      throw tag.wrong("is missing");
    }
    RecordForm form = object.get(RecordForm.TAG) instanceof String word ? records.get(word) : null;
    if (form == null) {
      throw tag.wrong("must be one of " + String.join(", ", records.keySet()));
    }
    return form.readTagged(object, place);
  }

  @Override
  public Object write(@Nullable Object value, Place place) {
    for (Map.Entry<String, RecordForm> kind : records.entrySet()) {
      if (kind.getValue().type().isInstance(value)) {
        return kind.getValue().writeTagged(value, kind.getKey(), place);
      }
    }
    throw place.wrong("must be one of " + String.join(", ", records.keySet()));
  }

  @Override
  boolean bodyEnds(Set<Form> within) {
    return records.values().stream().anyMatch(form -> form.ends(within));
  }
}
