package dev.heddle.operator.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schemas;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Heddle's kinds as the CustomResourceDefinitions that clients look for: browsers of clusters list
 * them to learn what there is beside Kubernetes' own.
 */
public final class DefinitionView {

  private DefinitionView() {}

  /**
   * All of them.
   *
   * @param since when they began to be served
   */
  public static FixedView since(Instant since) {
    String time = since.truncatedTo(ChronoUnit.SECONDS).toString();
    return new FixedView(
        Kinds.CUSTOM_RESOURCE_DEFINITION,
        Kinds.all().stream()
            .filter(type -> type.group().equals(Kinds.GROUP))
            .sorted(Comparator.comparing(ResourceType::plural))
            .map(type -> definition(type, time))
            .toList());
  }

  private static ObjectNode definition(ResourceType<?> type, String time) {
    ObjectNode definition = Schemas.definition(type);
    definition
        .withObjectProperty("metadata")
        .put("name", type.toString())
        .put("uid", UUID.nameUUIDFromBytes(type.toString().getBytes(UTF_8)).toString())
        .put("generation", 1)
        .put("creationTimestamp", time);
    ObjectNode status = definition.putObject("status");
    status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
    status.putArray("storedVersions").add(type.version());
    ArrayNode conditions = status.putArray("conditions");
    for (String condition : List.of("NamesAccepted", "Established")) {
      conditions
          .addObject()
          .put("type", condition)
          .put("status", "True")
          .put("reason", condition.equals("Established") ? "InitialNamesAccepted" : "NoConflicts")
          .put("message", "it is one of Heddle's own")
          .put("lastTransitionTime", time);
    }
    return definition;
  }
}
