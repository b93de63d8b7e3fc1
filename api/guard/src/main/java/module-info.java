import dev.parley.guard.internal.InstalledGuard;
import dev.parley.spi.GuardDefaults;

/**
 * Finds secrets and personal data in what is about to be sent, and masks them in what is logged.
 */
module dev.parley.guard {
  requires transitive dev.parley.api;
  requires static org.jspecify;

  exports dev.parley.guard;

  provides GuardDefaults with
      InstalledGuard;
}
