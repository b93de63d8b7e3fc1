package dev.parley.verification;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What a pom.xml itself says; parents are not asked. */
final class Pom {
  private final Element project;

  private Pom(Element project) {
    this.project = project;
  }

  static Pom in(Path folder) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      return new Pom(
          factory
              .newDocumentBuilder()
              .parse(folder.resolve("pom.xml").toFile())
              .getDocumentElement());
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError("Cannot read the pom in " + folder, e);
    }
  }

  String artifact() {
    return text(project, "artifactId");
  }

  List<String> modules() {
    return children(project, "modules").stream()
        .flatMap(modules -> children(modules, "module").stream())
        .map(module -> module.getTextContent().strip())
        .toList();
  }

  /** {@return whether it makes a jar that is deployed} */
  boolean isPublishedJar() {
    boolean jar = !text(project, "packaging").equals("pom");
    boolean skipped =
        children(project, "properties").stream()
            .anyMatch(properties -> text(properties, "maven.deploy.skip").equals("true"));
    return jar && !skipped;
  }

  /** {@return what it depends on, tests aside} */
  List<Dependency> dependencies() {
    return children(project, "dependencies").stream()
        .flatMap(dependencies -> children(dependencies, "dependency").stream())
        .map(d -> new Dependency(text(d, "groupId"), text(d, "artifactId"), text(d, "scope")))
        .filter(dependency -> !dependency.scope().equals("test"))
        .toList();
  }

  record Dependency(String group, String artifact, String scope) {}

  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
