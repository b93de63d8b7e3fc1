package dev.parley.tck.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What came of the kit's tests, each by the name of its method. */
final class KitRun implements TestExecutionListener {
  private final Map<String, List<TestExecutionResult>> results = new LinkedHashMap<>();

  private KitRun() {}

  /** Runs some tests of the kit on a mutant. */
  static KitRun of(Mutant mutant, Collection<String> tests) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(tests.stream().map(test -> selectMethod(BrokenToy.class, test)).toList())
            .configurationParameter(BrokenToy.MUTANT, mutant.flaw())
            .build();
    KitRun run = new KitRun();
    LauncherConfig quiet =
        LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .build();
    LauncherFactory.create(quiet).execute(request, run);
    return run;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.getSource().orElse(null) instanceof MethodSource source) {
      results.computeIfAbsent(source.getMethodName(), name -> new ArrayList<>()).add(result);
    } else if (result.getStatus() != Status.SUCCESSFUL) {
      // Without its class no test runs at all, and it should be seen why.
      results.put(test.getDisplayName(), List.of(result));
    }
  }

  /** Whether the test was there, and each part of it passed; being not applicable is no pass. */
  boolean passed(String test) {
    return results.containsKey(test)
        && results.get(test).stream().allMatch(each -> each.getStatus() == Status.SUCCESSFUL);
  }

  /** All that failed in the test. */
  List<Throwable> failures(String test) {
    return results.getOrDefault(test, List.of()).stream()
        .filter(each -> each.getStatus() == Status.FAILED)
        .flatMap(each -> each.getThrowable().stream())
        .toList();
  }

  @Override
  public String toString() {
    return results.toString();
  }
}
