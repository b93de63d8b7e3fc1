package dev.parley.verification;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.BaseStream;

/** Calls of, and references to, what runs on the common pool without saying so. */
final class CommonPool extends DescribedPredicate<JavaAccess<?>> {
  CommonPool() {
    super("the target runs on the common pool");
  }

  @Override
  public boolean test(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    if (owner.isEquivalentTo(Arrays.class)) {
      return name.startsWith("parallel");
    }
    if (owner.isAssignableTo(BaseStream.class)) {
      return name.equals("parallel");
    }
    if (owner.isAssignableTo(Collection.class)) {
      return name.equals("parallelStream");
    }
    if (owner.isAssignableTo(ForkJoinPool.class)) {
      return name.equals("commonPool") && !countsTasks(access);
    }
    if (owner.isAssignableTo(CompletionStage.class)) {
      return isTimed(name) || (isAsync(name) && !takesExecutor(access));
    }
    return owner.isAssignableTo(SubmissionPublisher.class)
        && name.equals("<init>")
        && !takesExecutor(access);
  }

  /** The contract tests count what others run there. */
  private static boolean countsTasks(JavaAccess<?> access) {
    return access.getOriginOwner().getName().equals("dev.parley.tck.CrowdContract");
  }

  private static boolean isAsync(String name) {
    return name.endsWith("Async") || name.equals("delayedExecutor");
  }

  /** Their timer is the common pool's on newer JDKs. */
  private static boolean isTimed(String name) {
    return name.equals("orTimeout") || name.equals("completeOnTimeout");
  }

  private static boolean takesExecutor(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().stream().anyMatch(p -> p.isAssignableTo(Executor.class));
  }
}
