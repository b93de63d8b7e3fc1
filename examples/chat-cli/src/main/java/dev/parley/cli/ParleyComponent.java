package dev.parley.cli;

import dagger.Binds;
import dagger.BindsInstance;
import dagger.Component;
import dagger.Module;
import dagger.Provides;
import dev.parley.Models;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.CallPolicies;
import dev.parley.cli.setup.LoadingNotice;
import dev.parley.cli.usage.Metering;
import dev.parley.llamalocal.ServerListener;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.function.Function;
import java.util.function.Supplier;

/** The wiring of one process. */
@Singleton
@Component(modules = ParleyComponent.Bindings.class)
interface ParleyComponent {
  ParleyCommand command();

  Cancellation cancellation();

  /** For commands that go on after a failure. */
  @Module
  interface Bindings {
    @Binds
    Failures failures(FailureReport report);

    @Binds
    CallPolicies callPolicies(Metering metering);

    /** A person who waits for a local model is told why. */
    @Provides
    static Supplier<Models.Builder> door(
        Function<Supplier<ServerListener>, Models.Builder> models, Provider<LoadingNotice> notice) {
      return () -> models.apply(notice::get);
    }
  }

  @Component.Factory
  interface Factory {
    /**
     * A component for one command.
     *
     * @param models says which providers there are, whose local servers are listened to; the
     *     configuration is added to it
     */
    ParleyComponent create(
        @BindsInstance Surroundings surroundings,
        @BindsInstance Function<Supplier<ServerListener>, Models.Builder> models);
  }
}
