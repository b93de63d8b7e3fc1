import dev.parley.policies.internal.DefaultPolicies;
import dev.parley.spi.PolicyDefaults;

/** Policies for any model: retry, deadline, rate limit, circuit breaker, bulkhead, fallback. */
module dev.parley.policies {
  requires transitive dev.parley.api;
  requires dev.failsafe.core;
  requires static org.jspecify;

  exports dev.parley.policies;

  provides PolicyDefaults with
      DefaultPolicies;
}
