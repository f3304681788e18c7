package dev.heddle.scenarios.harness;

/** Specs as people write them. */
public final class Manifests {

  private Manifests() {}

  /** A small notebook on the machine's own Python. */
  public static String notebook(String name) {
    return notebook(name, "");
  }

  /**
   * A small notebook on the machine's own Python, without a namespace: its directory gives it.
   *
   * @param more further lines of the spec, each indented by two and with its line end
   */
  public static String notebook(String name, String more) {
    return """
        apiVersion: heddle.dev/v1
        kind: Notebook
        metadata: {name: %s}
        spec:
          environment: {python: /usr/bin/python3}
          resources: {memory: 512 MiB, vcores: 1}
          queue: notebooks
        %s"""
        .formatted(name, more);
  }

  /** A small notebook of alice as JSON, for the API. */
  public static String json(String name) {
    return json(
        name,
        """
        "environment": {"python": "/usr/bin/python3"},
        "resources": {"memory": "512 MiB", "vcores": 1},
        "queue": "notebooks"\
        """);
  }

  /** A notebook of alice as JSON, with these fields in its spec. */
  public static String json(String name, String spec) {
    return """
        {"apiVersion": "heddle.dev/v1", "kind": "Notebook", "metadata": {"name": "%s"},
         "spec": {"user": "alice", %s}}"""
        .formatted(name, spec);
  }
}
