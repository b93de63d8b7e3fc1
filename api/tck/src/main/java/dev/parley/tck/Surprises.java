package dev.parley.tck;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.IncompleteExecutionException;

/** Makes a rule of what no test expects, so that every failure tells one. */
final class Surprises implements TestExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable surprise)
      throws Throwable {
    if (surprise instanceof AssertionError || surprise instanceof IncompleteExecutionException) {
      throw surprise;
    }
    throw surprise instanceof TimeoutException
        ? Rule.HEALTHY.broken("it hangs: " + surprise.getMessage(), surprise)
        : Rule.HEALTHY.broken(surprise.toString(), surprise);
  }
}
