package dev.parley.verification;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.ThrowsDeclaration;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * That no public or protected signature of a class mentions certain classes: not in its supertypes,
 * the types of its members, what they throw, type parameters and arguments, nor annotations.
 */
final class ForeignSignature extends ArchCondition<JavaClass> {
  private final DescribedPredicate<JavaClass> foreign;

  ForeignSignature(DescribedPredicate<JavaClass> foreign) {
    super("not mention " + foreign.getDescription() + " in a public or protected signature");
    this.foreign = foreign;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    if (!isVisible(type)) {
      return;
    }
    report(type, type.getName(), mentionedBy(type), events);
    for (JavaMember member : type.getMembers()) {
      if (isVisible(member.getModifiers())) {
        report(type, member.getFullName(), mentionedBy(member), events);
      }
    }
  }

  private void report(
      JavaClass type, String where, Stream<JavaClass> mentioned, ConditionEvents events) {
    List<String> found =
        mentioned
            .map(JavaClass::getBaseComponentType)
            .filter(foreign)
            .map(JavaClass::getName)
            .distinct()
            .sorted()
            .toList();
    events.add(new SimpleConditionEvent(type, found.isEmpty(), where + " mentions " + found));
  }

  private static Stream<JavaClass> mentionedBy(JavaClass type) {
    Stream<JavaType> supertypes =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    return Stream.of(
            supertypes.flatMap(ForeignSignature::raw),
            bounds(type.getTypeParameters()),
            annotations(type.getAnnotations()))
        .flatMap(classes -> classes);
  }

  private static Stream<JavaClass> mentionedBy(JavaMember member) {
    Stream<JavaClass> annotations = annotations(member.getAnnotations());
    if (member instanceof JavaField field) {
      return Stream.concat(annotations, raw(field.getType()));
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.of(
            annotations,
            raw(code.getReturnType()),
            code.getParameterTypes().stream().flatMap(ForeignSignature::raw),
            code.getParameterAnnotations().stream().flatMap(ForeignSignature::annotations),
            code.getThrowsClause().stream().map(ThrowsDeclaration::getRawType),
            bounds(code.getTypeParameters()))
        .flatMap(classes -> classes);
  }

  private static Stream<JavaClass> raw(JavaType type) {
    return type.getAllInvolvedRawTypes().stream();
  }

  private static Stream<JavaClass> bounds(List<? extends JavaTypeVariable<?>> parameters) {
    return parameters.stream()
        .flatMap(parameter -> parameter.getUpperBounds().stream())
        .flatMap(ForeignSignature::raw);
  }

  private static Stream<JavaClass> annotations(
      Collection<? extends JavaAnnotation<?>> annotations) {
    return annotations.stream().map(JavaAnnotation::getRawType);
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(ForeignSignature::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED);
  }
}
