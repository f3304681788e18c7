package dev.heddle.operator.pod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import java.io.UncheckedIOException;

/** Applications with a status, as the store keeps them. */
public final class Applications {

  public static final String MASTER_ONLY =
      """
      {"phase": "Ready", "user": "ada", "host": "node-1", "agentPort": 4711, "attempt": 1,
       "url": "http://node-1:8888/notebooks/team-a/churn/", "restarts": 3, "earlierRestarts": 1,
       "startedAt": "2026-11-23T00:59:00Z",
       "run": {"applicationId": "application_1_0007", "launchHash": "h", "number": 2,
               "reservedAt": "2026-11-23T00:58:00Z", "submitted": true}}
      """;

  public static final String WITH_WORKERS =
      """
      {"phase": "Ready", "user": "ada", "host": "10.0.0.1", "agentPort": 4711, "attempt": 1,
       "startedAt": "2026-11-23T00:59:00Z",
       "run": {"applicationId": "application_1_0008", "launchHash": "h", "number": 1,
               "reservedAt": "2026-11-23T00:58:00Z", "submitted": true},
       "services": [{"name": "worker", "desired": 3, "ready": 1, "restarts": 0, "instances": [
         {"id": "worker_0", "state": "Ready", "containerId": "container_1", "host": "10.0.0.2",
          "agentPort": 4712, "restarts": 1, "since": "2026-11-23T01:00:00Z",
          "ports": {"ui": 9000}},
         {"id": "worker_1", "state": "Requested", "agentPort": 0, "restarts": 0},
         {"id": "worker_2", "state": "Failed", "message": "exit code 3", "agentPort": 0,
          "restarts": 0, "since": "2026-11-23T01:00:30Z"},
         {"id": "worker_3", "state": "Killed", "agentPort": 0, "restarts": 0}]}]}
      """;

  private Applications() {}

  /** A notebook's, with one process beside the application master. */
  public static ObjectNode notebook(String name, String status) {
    ObjectNode tree = application(name, status);
    tree.withObject("/metadata")
        .withArray("ownerReferences")
        .addObject()
        .put("apiVersion", "heddle.dev/v1")
        .put("kind", "Notebook")
        .put("name", name)
        .put("uid", "n-1")
        .put("controller", true);
    return tree;
  }

  /** One with the service worker. */
  public static ObjectNode application(String name, String status) {
    ObjectNode tree =
        tree(
            """
            {"apiVersion": "heddle.dev/v1", "kind": "Application",
             "metadata": {"name": "%s", "namespace": "team-a", "uid": "uid-%s",
                          "creationTimestamp": "2026-11-23T00:57:00Z", "resourceVersion": "107",
                          "labels": {"team": "red"}, "annotations": {"heddle.dev/owner": "ada"}},
             "spec": {"queue": "research", "maxAttempts": 2, "suspend": false,
                      "restartPolicy": "OnFailure", "stopGrace": "30s",
                      "services": {"worker": {"script": "sleep 60", "instances": 1,
                        "maxRestarts": 3, "resources": {"memory": "2 GiB", "vcores": 1}}}}}
            """
                .formatted(name, name));
    tree.set("status", tree(status));
    return tree;
  }

  public static ObjectNode tree(String json) {
    try {
      return (ObjectNode) Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
