package dev.parley.tool;

import dev.parley.tool.ToolSteps.Event;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.ToolSteps.Event.CallStarted;
import dev.parley.tool.ToolSteps.Event.StepEnded;
import dev.parley.tool.ToolSteps.Event.StepStarted;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes events of a loop down, each in a few words.
 *
 * @param words gets them; thread-safe where the loop has an executor
 */
record Heard(List<String> words) implements Consumer<Event> {
  @Override
  public void accept(Event event) {
    String name = event.getClass().getSimpleName() + event.step();
    if (event instanceof CallStarted call) {
      words.add(name + " " + call.call().name() + call.call().argumentsJson());
    } else if (event instanceof CallEnded call) {
      words.add(name + " " + call.call().name() + " " + call.outcome());
    } else if (event instanceof StepEnded step) {
      words.add(name + " " + step.answer().toolCalls().size());
    } else if (event instanceof StepStarted step) {
      words.add(name + " " + step.request().messages().size());
    }
  }
}
