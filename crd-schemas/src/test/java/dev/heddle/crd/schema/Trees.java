package dev.heddle.crd.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.tree.DocumentReader;
import dev.heddle.crd.tree.Limits;
import java.util.List;

/** Trees from YAML text, for tests. */
final class Trees {

  static final String NOTEBOOK =
      """
      apiVersion: heddle.dev/v1
      kind: Notebook
      metadata: {name: churn, namespace: team-a}
      """;
  static final String APPLICATION =
      """
      apiVersion: heddle.dev/v1
      kind: Application
      metadata: {name: job, namespace: team-a}
      """;
  static final String SOURCE =
      """
      apiVersion: heddle.dev/v1
      kind: Source
      metadata: {name: specs}
      """;

  private Trees() {}

  static ObjectNode yaml(String... text) {
    var documents =
        new DocumentReader(Limits.standard()).read("test.yaml", String.join("\n", text));
    if (documents.size() != 1 || !documents.get(0).problems().isEmpty()) {
      throw new IllegalArgumentException("not one clean document: " + documents);
    }
    return (ObjectNode) documents.get(0).tree().orElseThrow().root();
  }

  static List<String> messages(Admission admission) {
    return admission.problems().stream().map(Object::toString).toList();
  }
}
