package dev.heddle.operator.discovery;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.ResourceSchema;
import dev.heddle.crd.schema.Schemas;
import dev.heddle.operator.discovery.ServedResource.Subresource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that is served: what discovery, OpenAPI and the refusal of a verb go by. */
public final class Served {

  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");
  private static final List<String> SUBRESOURCE = List.of("get", "patch", "update");

  private static final List<Subresource> PODS =
      List.of(
          new Subresource("attach", "", "v1", "PodAttachOptions", List.of("create", "get")),
          new Subresource("exec", "", "v1", "PodExecOptions", List.of("create", "get")),
          new Subresource("log", "", "v1", "Pod", List.of("get")),
          new Subresource(
              "portforward", "", "v1", "PodPortForwardOptions", List.of("create", "get")));

  private static final List<ServedResource> ALL = Kinds.served().stream().map(Served::of).toList();

  /** Questions about rights: objects that are sent, answered and forgotten. */
  private static final List<ServedResource> QUESTIONS =
      List.of(
          question("authentication.k8s.io", "SelfSubjectReview", false),
          question("authorization.k8s.io", "SelfSubjectAccessReview", false),
          question("authorization.k8s.io", "SelfSubjectRulesReview", false),
          question("authorization.k8s.io", "SubjectAccessReview", false),
          question("authorization.k8s.io", "LocalSubjectAccessReview", true));

  private Served() {}

  /** Every resource, in the order in which it is shown. */
  public static List<ServedResource> all() {
    return ALL;
  }

  /** The resources by group and version, the core group first. */
  public static Map<String, List<ServedResource>> byGroupVersion() {
    Map<String, List<ServedResource>> groups = new LinkedHashMap<>();
    ALL.stream().filter(r -> r.group().isEmpty()).forEach(r -> add(groups, r));
    ALL.stream().filter(r -> !r.group().isEmpty()).forEach(r -> add(groups, r));
    return groups;
  }

  /** The same with what can be asked and is not kept: what discovery tells of. */
  public static Map<String, List<ServedResource>> discovered() {
    Map<String, List<ServedResource>> groups = byGroupVersion();
    QUESTIONS.forEach(r -> add(groups, r));
    return groups;
  }

  private static ServedResource question(String group, String kind, boolean namespaced) {
    String singular = kind.toLowerCase(Locale.ROOT);
    return new ServedResource(
        group,
        "v1",
        singular + "s",
        singular,
        kind,
        namespaced,
        List.of(),
        List.of(),
        List.of("create"),
        List.of());
  }

  private static void add(Map<String, List<ServedResource>> groups, ServedResource resource) {
    groups.computeIfAbsent(resource.groupVersion(), g -> new ArrayList<>()).add(resource);
  }

  /** What may be done with objects of a kind. */
  public static List<String> verbs(ResourceType<?> type) {
    List<String> verbs = new ArrayList<>(READ);
    if (type.equals(Kinds.POD)) {
      verbs.add("delete"); // Which ends the container.
    } else if (!type.equals(Kinds.EVENT)
        && !Kinds.viewed().contains(type)) { // The history is the operator's to write.
      verbs.addAll(WRITE);
    }
    if (type.equals(Kinds.NAMESPACE)) { // One at a time, each when it is empty.
      verbs.remove("deletecollection");
    }
    return verbs;
  }

  private static ServedResource of(ResourceType<?> type) {
    ResourceSchema schema = Schemas.forType(type);
    if (type.equals(Kinds.POD)) {
      return resource(type, schema, PODS);
    }
    List<Subresource> subresources = new ArrayList<>();
    if (schema.hasStatus() && !Kinds.viewed().contains(type)) {
      subresources.add(
          new Subresource("status", type.group(), type.version(), type.kind(), SUBRESOURCE));
    }
    if (scales(type)) {
      subresources.add(new Subresource("scale", "autoscaling", "v1", "Scale", SUBRESOURCE));
    }
    return resource(type, schema, subresources);
  }

  /** Whether a kind has a number of how often its objects run. */
  public static boolean scales(ResourceType<?> type) {
    return type.equals(Kinds.NOTEBOOK) || type.equals(Kinds.APPLICATION);
  }

  private static ServedResource resource(
      ResourceType<?> type, ResourceSchema schema, List<Subresource> subresources) {
    return new ServedResource(
        type.group(),
        type.version(),
        type.plural(),
        type.singular(),
        type.kind(),
        type.namespaced(),
        type.shortNames(),
        schema.categories(),
        verbs(type),
        subresources);
  }
}
