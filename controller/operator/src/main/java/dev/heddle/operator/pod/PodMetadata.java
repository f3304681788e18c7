package dev.heddle.operator.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.json.Kinds;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Identity and ownership of what is computed from an application. */
final class PodMetadata {

  static final String APPLICATION = "heddle.dev/application";
  static final String NOTEBOOK = "heddle.dev/notebook";
  static final String SERVICE = "heddle.dev/service";
  static final String APPLICATION_ID = "heddle.dev/application-id";
  static final String CONTAINER_ID = "heddle.dev/container-id";

  private PodMetadata() {}

  /**
   * Metadata without labels.
   *
   * @param identity distinguishes lives of the same name
   */
  static ObjectNode of(Application application, String name, Instant created, String identity) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("name", name).put("namespace", application.metadata().namespace());
    String uid = application.metadata().uid();
    metadata.put(
        "uid",
        UUID.nameUUIDFromBytes((uid + " " + name + " " + identity).getBytes(UTF_8)).toString());
    metadata.put("creationTimestamp", created.toString());
    if (!identity.isEmpty()) {
      metadata.putObject("annotations").put(APPLICATION_ID, identity);
    }
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", application.apiVersion())
        .put("kind", application.kind())
        .put("name", application.metadata().name())
        .put("uid", uid)
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    return metadata;
  }

  /** The application's own, and those that say whose it is. */
  static Map<String, String> labels(Application application) {
    Map<String, String> labels = new TreeMap<>(application.metadata().labels());
    labels.put(APPLICATION, application.metadata().name());
    application
        .metadata()
        .controller()
        .filter(owner -> owner.kind().equals(Kinds.NOTEBOOK.kind()))
        .ifPresent(owner -> labels.put(NOTEBOOK, owner.name()));
    return labels;
  }
}
