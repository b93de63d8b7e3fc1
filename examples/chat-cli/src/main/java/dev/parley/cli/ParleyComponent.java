package dev.parley.cli;

import dagger.Binds;
import dagger.BindsInstance;
import dagger.Component;
import dagger.Module;
import dev.parley.Models;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Failures;
import dev.parley.cli.process.Surroundings;
import jakarta.inject.Singleton;
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
  }

  @Component.Factory
  interface Factory {
    /**
     * A component for one command.
     *
     * @param models says which providers there are; the configuration is added to it
     */
    ParleyComponent create(
        @BindsInstance Surroundings surroundings, @BindsInstance Supplier<Models.Builder> models);
  }
}
