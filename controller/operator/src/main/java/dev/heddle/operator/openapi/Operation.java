package dev.heddle.operator.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.operator.discovery.ServedResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One method of one path.
 *
 * @param path the path, with its parameters in braces
 * @param method the HTTP method in lower case
 * @param action Kubernetes' word for what it does, such as {@code post} or {@code list}
 * @param id unique among all operations
 * @param group the group of what it is about
 * @param version the version of what it is about
 * @param kind the kind of what it is about
 * @param parameters the query parameters that it knows
 * @param consumes the media types of its body; none for no body
 */
record Operation(
    String path,
    String method,
    String action,
    String id,
    String group,
    String version,
    String kind,
    List<String> parameters,
    List<String> consumes) {

  static final String JSON = "application/json";
  static final String YAML = "application/yaml";

  private static final List<String> BODY = List.of(JSON, YAML);
  private static final List<String> PATCHES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json");
  private static final List<String> WRITES =
      List.of("dryRun", "fieldManager", "fieldValidation", "pretty");
  private static final List<String> LISTS =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "pretty",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");
  private static final List<String> DELETES =
      List.of("dryRun", "gracePeriodSeconds", "pretty", "propagationPolicy");

  Operation {
    parameters = List.copyOf(parameters);
    consumes = List.copyOf(consumes);
  }

  /** Whether the path names one object. */
  boolean isNamed() {
    return path.contains("{name}");
  }

  boolean isNamespaced() {
    return path.contains("{namespace}");
  }

  /** The name of the schema of what it answers. */
  String answer(ServedResource resource) {
    if (action.equals("list")) {
      return Definitions.name(resource) + "List";
    }
    return method.equals("delete") ? Definitions.STATUS : Definitions.name(resource);
  }

  /** The code of an answer that is well. */
  String good() {
    return method.equals("post") ? "201" : "200";
  }

  /** Says on an operation of a document what Kubernetes' clients look for. */
  void mark(ObjectNode node) {
    node.put("x-kubernetes-action", action);
    node.putObject("x-kubernetes-group-version-kind")
        .put("group", group)
        .put("version", version)
        .put("kind", kind);
  }

  /** All operations of a resource. */
  static List<Operation> of(ServedResource resource) {
    String root =
        resource.group().isEmpty()
            ? "/api/" + resource.version()
            : "/apis/" + resource.groupVersion();
    List<Operation> all = new ArrayList<>();
    if (resource.namespaced()) {
      String everywhere = root + "/" + resource.plural();
      if (resource.verbs().contains("list")) {
        all.add(make(resource, everywhere, "get", "list", "ForAllNamespaces", LISTS, List.of()));
      }
      collection(resource, root + "/namespaces/{namespace}/" + resource.plural(), all);
    } else {
      collection(resource, root + "/" + resource.plural(), all);
    }
    return all;
  }

  private static void collection(ServedResource resource, String path, List<Operation> all) {
    List<String> verbs = resource.verbs();
    String item = path + "/{name}";
    if (verbs.contains("list")) {
      all.add(make(resource, path, "get", "list", "", LISTS, List.of()));
    }
    if (verbs.contains("create")) {
      all.add(make(resource, path, "post", "post", "", WRITES, BODY));
    }
    if (verbs.contains("deletecollection")) {
      List<String> parameters = new ArrayList<>(LISTS);
      parameters.addAll(DELETES);
      all.add(
          make(
              resource,
              path,
              "delete",
              "deletecollection",
              "Collection",
              parameters.stream().distinct().sorted().toList(),
              List.of()));
    }
    if (verbs.contains("get")) {
      all.add(make(resource, item, "get", "get", "", List.of("pretty"), List.of()));
    }
    changes(resource, item, "", verbs, all);
    if (verbs.contains("delete")) {
      all.add(make(resource, item, "delete", "delete", "", DELETES, List.of()));
    }
    for (ServedResource.Subresource part : resource.subresources()) {
      if (!part.kind().equals(resource.kind())) {
        continue; // What it answers is described by another group.
      }
      String below = item + "/" + part.name();
      String suffix = capital(part.name());
      if (part.verbs().contains("get")) {
        all.add(make(resource, below, "get", "get", suffix, List.of("pretty"), List.of()));
      }
      changes(resource, below, suffix, part.verbs(), all);
    }
  }

  private static void changes(
      ServedResource resource,
      String path,
      String suffix,
      List<String> verbs,
      List<Operation> all) {
    if (verbs.contains("update")) {
      all.add(make(resource, path, "put", "put", suffix, WRITES, BODY));
    }
    if (verbs.contains("patch")) {
      List<String> parameters = new ArrayList<>(WRITES);
      parameters.add("force");
      all.add(make(resource, path, "patch", "patch", suffix, parameters, PATCHES));
    }
  }

  private static Operation make(
      ServedResource resource,
      String path,
      String method,
      String action,
      String suffix,
      List<String> parameters,
      List<String> consumes) {
    StringBuilder id = new StringBuilder(verb(action));
    for (String word : (resource.group() + "." + resource.version()).split("\\.")) {
      id.append(capital(word));
    }
    id.append(path.contains("{namespace}") ? "Namespaced" : "");
    id.append(resource.kind()).append(suffix);
    return new Operation(
        path,
        method,
        action,
        id.toString(),
        resource.group(),
        resource.version(),
        resource.kind(),
        parameters,
        consumes);
  }

  private static String verb(String action) {
    return switch (action) {
      case "post" -> "create";
      case "get" -> "read";
      case "put" -> "replace";
      case "deletecollection" -> "delete";
      default -> action;
    };
  }

  private static String capital(String word) {
    return word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
