package dev.parley.json;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values that have no {@code equals} of their own, as what they expose: all public methods without
 * parameters, so that a field that comes later is compared too.
 */
final class Exposed {
  private Exposed() {}

  static Object of(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Exposed::of).toList();
    } else if (value instanceof Optional<?> optional) {
      return optional.map(Exposed::of);
    }
    boolean opaque =
        value instanceof ChatRequest
            || value instanceof Completion
            || value instanceof ModelException
            || value instanceof ErrorDetails
            || value instanceof FailedAttempt;
    return opaque ? fields(value) : value;
  }

  private static Map<String, Object> fields(Object value) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("", value.getClass());
    for (Method method : value.getClass().getMethods()) {
      boolean ours = method.getDeclaringClass().getName().startsWith("dev.parley.");
      boolean state = !List.of("toBuilder", "toString", "hashCode").contains(method.getName());
      boolean plain = method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers());
      if (ours && state && plain) {
        fields.put(method.getName(), of(call(method, value)));
      }
    }
    return fields;
  }

  private static Object call(Method method, Object value) {
    try {
      return method.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.toString(), e);
    }
  }
}
