package dev.parley.benchmarks;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The classes that the JVM loads in an iteration, those that it makes of lambdas among them: of
 * meaning where an iteration is the first operation of its JVM.
 */
public final class LoadedClasses implements InternalProfiler {
  private final ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
  private long before;

  /** For JMH. */
  public LoadedClasses() {}

  @Override
  public String getDescription() {
    return "Classes loaded in an iteration";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = classes.getTotalLoadedClassCount();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long loaded = classes.getTotalLoadedClassCount() - before;
    return List.of(new ScalarResult("classes", loaded, "classes", AggregationPolicy.AVG));
  }
}
