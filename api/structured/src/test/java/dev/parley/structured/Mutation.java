package dev.parley.structured;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes one thing of a JSON tree. */
final class Mutation {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode root;
  private final Random random;
  private boolean removed;

  Mutation(JsonNode root, Random random) {
    this.root = root.deepCopy();
    this.random = random;
  }

  /** {@return the changed tree, in which most likely something does not fit} */
  JsonNode apply() {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode chosen = containers.get(random.nextInt(containers.size()));
    if (chosen instanceof ArrayNode array) {
      array.set(random.nextInt(array.size()), other());
      return root;
    }
    ObjectNode object = (ObjectNode) chosen;
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || random.nextInt(4) == 0) {
      object.set("unknown", other());
    } else if (random.nextInt(3) == 0) {
      removed = true;
      object.remove(names.get(random.nextInt(names.size())));
    } else {
      object.set(names.get(random.nextInt(names.size())), other());
    }
    return root;
  }

  boolean hasRemoved() {
    return removed;
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isObject() || (node.isArray() && !node.isEmpty())) {
      containers.add(node);
    }
    node.forEach(child -> collect(child, containers));
  }

  private JsonNode other() {
    return switch (random.nextInt(9)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(true);
      case 2 -> NODES.numberNode(7);
      case 3 -> NODES.numberNode(7.5);
      case 4 -> NODES.numberNode(-1000);
      // Short: how long a text may be, the schema does not say.
      case 5 -> NODES.textNode("Circle");
      case 6 -> NODES.arrayNode();
      case 7 -> NODES.arrayNode().add("a").add("b").add("c").add("d");
      default -> NODES.objectNode();
    };
  }
}
