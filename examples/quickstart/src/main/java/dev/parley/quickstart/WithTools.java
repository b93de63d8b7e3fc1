package dev.parley.quickstart;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.structured.Bounds;
import dev.parley.structured.JsonTool;
import dev.parley.structured.Structured;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.util.List;

/** The README's snippet on tools and values. */
public final class WithTools {
  /** Where to go, and for how long. */
  public record City(String name, @Bounds(min = 1, max = 7) int days) {}

  /** A plan. */
  public record Trip(City where, List<String> clothes) {}

  private WithTools() {}

  /** Lets the model ask for the weather, and plan a trip. */
  public static Trip plan(ChatModel model) {
    JsonTool<City> weather =
        JsonTool.of("weather", "Tells the weather.", City.class, city -> "Sunny in " + city.name());
    Toolbox tools = Toolbox.builder().tool(weather.definition(), weather).build();
    ToolLoop loop = ToolLoop.builder(model, tools).build();
    String text = loop.run(ChatRequest.of("How will it be in Rome?")).completion().text();
    Trip trip =
        Structured.of(model, Trip.class).complete(ChatRequest.of("A trip: " + text)).value();
    return trip;
  }
}
