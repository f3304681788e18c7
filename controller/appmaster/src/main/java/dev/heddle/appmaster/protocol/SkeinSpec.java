package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The application as its submitter specified it, in Skein's words: what its application master says
 * of it when a program asks for the specification. Nothing is done by it.
 *
 * @param master the application master's own; without a script there is no driver
 * @param services by name
 */
public record SkeinSpec(
    String name,
    String queue,
    String user,
    String nodeLabel,
    int maxAttempts,
    List<String> tags,
    List<String> fileSystems,
    Access acls,
    Part master,
    Map<String, Part> services) {
  /** It comes beside the services' own, and YARN's state store has room for both. */
  public static final int MAX_BYTES = 256 * 1024;

  public SkeinSpec {
    requireNonNull(name, "name is null");
    requireNonNull(queue, "queue is null");
    requireNonNull(user, "user is null");
    requireNonNull(nodeLabel, "nodeLabel is null");
    tags = List.copyOf(tags);
    fileSystems = List.copyOf(fileSystems);
    requireNonNull(acls, "acls is null");
    requireNonNull(master, "master is null");
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /** Whether a script runs beside the application master. */
  public boolean hasDriver() {
    return !master.script().isEmpty();
  }

  /** Who may see and change it. */
  public record Access(
      boolean enable,
      List<String> viewUsers,
      List<String> viewGroups,
      List<String> modifyUsers,
      List<String> modifyGroups) {
    public Access {
      viewUsers = List.copyOf(viewUsers);
      viewGroups = List.copyOf(viewGroups);
      modifyUsers = List.copyOf(modifyUsers);
      modifyGroups = List.copyOf(modifyGroups);
    }

    private JsonObject toJson() {
      return JsonObject.create()
          .put("enable", enable)
          .put("viewUsers", viewUsers)
          .put("viewGroups", viewGroups)
          .put("modifyUsers", modifyUsers)
          .put("modifyGroups", modifyGroups);
    }

    private static Access fromJson(JsonObject json) {
      return new Access(
          json.bool("enable", false),
          json.stringList("viewUsers"),
          json.stringList("viewGroups"),
          json.stringList("modifyUsers"),
          json.stringList("modifyGroups"));
    }
  }

  /**
   * A process: a service, or the application master's.
   *
   * @param memory in MiB
   * @param placement where it may run; only of services
   */
  public record Part(
      long memory,
      int vcores,
      long gpus,
      long fpgas,
      String script,
      Map<String, String> env,
      List<LocalFile> files,
      int instances,
      int maxRestarts,
      boolean allowFailures,
      List<String> depends,
      Placement placement) {
    public Part {
      requireNonNull(script, "script is null");
      env = Map.copyOf(env);
      files = List.copyOf(files);
      depends = List.copyOf(depends);
      requireNonNull(placement, "placement is null");
    }

    private JsonObject toJson() {
      return JsonObject.create()
          .put("memory", memory)
          .put("vcores", vcores)
          .put("gpus", gpus)
          .put("fpgas", fpgas)
          .put("script", script)
          .put("env", env)
          .putObjects("files", files.stream().map(LocalFile::toJson).toList())
          .put("instances", instances)
          .put("maxRestarts", maxRestarts)
          .put("allowFailures", allowFailures)
          .put("depends", depends)
          .put("placement", placement.toJson());
    }

    private static Part fromJson(JsonObject json) {
      List<LocalFile> files = new ArrayList<>();
      json.objectList("files").forEach(file -> files.add(LocalFile.fromJson(file)));
      return new Part(
          json.integer("memory"),
          Math.toIntExact(json.integer("vcores")),
          json.integer("gpus"),
          json.integer("fpgas"),
          json.string("script"),
          json.stringMap("env"),
          files,
          Math.toIntExact(json.integer("instances")),
          Math.toIntExact(json.integer("maxRestarts")),
          json.bool("allowFailures", false),
          json.stringList("depends"),
          Placement.fromJson(json.object("placement")));
    }
  }

  /** Where containers may be. */
  public record Placement(
      String nodeLabel, List<String> nodes, List<String> racks, boolean relaxLocality) {
    public Placement {
      requireNonNull(nodeLabel, "nodeLabel is null");
      nodes = List.copyOf(nodes);
      racks = List.copyOf(racks);
    }

    public static Placement anywhere() {
      return new Placement("", List.of(), List.of(), false);
    }

    private JsonObject toJson() {
      return JsonObject.create()
          .put("nodeLabel", nodeLabel)
          .put("nodes", nodes)
          .put("racks", racks)
          .put("relaxLocality", relaxLocality);
    }

    private static Placement fromJson(JsonObject json) {
      return new Placement(
          json.string("nodeLabel"),
          json.stringList("nodes"),
          json.stringList("racks"),
          json.bool("relaxLocality", false));
    }
  }

  public byte[] toBytes() {
    JsonObject all = JsonObject.create();
    services.forEach((each, part) -> all.put(each, part.toJson()));
    return JsonObject.create()
        .put("name", name)
        .put("queue", queue)
        .put("user", user)
        .put("nodeLabel", nodeLabel)
        .put("maxAttempts", maxAttempts)
        .put("tags", tags)
        .put("fileSystems", fileSystems)
        .put("acls", acls.toJson())
        .put("master", master.toJson())
        .put("services", all)
        .toString()
        .getBytes(UTF_8);
  }

  public static SkeinSpec fromBytes(byte[] bytes) {
    JsonObject json = JsonObject.parse(new String(bytes, UTF_8));
    Map<String, Part> services = new LinkedHashMap<>();
    json.objectMap("services").forEach((each, part) -> services.put(each, Part.fromJson(part)));
    return new SkeinSpec(
        json.string("name"),
        json.string("queue"),
        json.string("user"),
        json.string("nodeLabel"),
        Math.toIntExact(json.integer("maxAttempts")),
        json.stringList("tags"),
        json.stringList("fileSystems"),
        Access.fromJson(json.object("acls")),
        Part.fromJson(json.object("master")),
        services);
  }
}
