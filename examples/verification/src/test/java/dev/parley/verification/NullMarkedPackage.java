package dev.parley.verification;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** That the package of a class has a package-info, and is null-marked there. */
final class NullMarkedPackage extends ArchCondition<JavaClass> {
  private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";

  NullMarkedPackage() {
    super("be in a package whose package-info says @NullMarked");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    boolean marked =
        type.getPackage()
            .tryGetPackageInfo()
            .map(info -> info.isAnnotatedWith(NULL_MARKED))
            .orElse(false);
    events.add(
        new SimpleConditionEvent(
            type, marked, "package " + type.getPackageName() + " of " + type.getName()));
  }
}
