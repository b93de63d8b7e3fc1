package dev.parley.cli;

import dagger.BindsInstance;
import dagger.Component;
import dev.parley.Models;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Surroundings;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** The wiring of one process. */
@Singleton
@Component
interface ParleyComponent {
  ParleyCommand command();

  Cancellation cancellation();

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
