package dev.heddle.operator.api;

import dev.heddle.crd.json.Kinds;
import dev.heddle.operator.access.Attributes;
import dev.heddle.operator.access.Attributes.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a request wants to do, told from its method, path and query alone and before anything is
 * looked up, so that a new endpoint is never served without a right.
 */
final class RequestAttributes {

  /** Resources of our group that are no objects: what follows them is a part, not a name. */
  private static final List<String> NO_OBJECTS = List.of("yarn", "cleanup", "access");

  private RequestAttributes() {}

  static Attributes of(String method, String rawPath, Map<String, String> query) {
    List<String> segments = Route.segments(rawPath);
    String path = "/" + String.join("/", segments);
    String first = segments.isEmpty() ? "" : segments.get(0);
    if (first.equals("api") && segments.size() > 2) {
      return resource(method, "", segments.subList(2, segments.size()), query);
    }
    if (first.equals("apis") && segments.size() > 3) {
      return resource(method, segments.get(1), segments.subList(3, segments.size()), query);
    }
    return Attributes.ofPath(method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT), path);
  }

  private static Attributes resource(
      String method, String group, List<String> rest, Map<String, String> query) {
    if (group.equals(Kinds.GROUP) && NO_OBJECTS.contains(rest.get(0))) {
      String part = String.join("/", rest.subList(1, rest.size()));
      return Attributes.of(verb(method, true, false), new Target(group, rest.get(0), part, "", ""));
    }
    String namespace = "";
    List<String> left = rest;
    if (rest.get(0).equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      boolean itself =
          rest.size() == 2 || rest.get(2).equals("status") || rest.get(2).equals("finalize");
      left = itself ? rest : rest.subList(2, rest.size());
    }
    String name = left.size() > 1 ? left.get(1) : "";
    String subresource = left.size() > 2 ? left.get(2) : "";
    boolean one = !name.isEmpty();
    boolean watch = flag(query, "watch") && (!one || !subresource.isEmpty());
    String verb = verb(method, one, watch);
    if (!one && (verb.equals("list") || verb.equals("watch"))) {
      name = selectedName(query);
    }
    return Attributes.of(verb, new Target(group, left.get(0), subresource, namespace, name));
  }

  private static String verb(String method, boolean one, boolean watch) {
    return switch (method) {
      case "GET", "HEAD" -> watch ? "watch" : one ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> one ? "delete" : "deletecollection";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }

  private static boolean flag(Map<String, String> query, String name) {
    String value = query.get(name);
    return value != null && !value.equals("false") && !value.equals("0");
  }

  /** A list of one name is asked with a field selector; a rule with names allows it. */
  private static String selectedName(Map<String, String> query) {
    for (String term : query.getOrDefault("fieldSelector", "").split(",")) {
      String[] sides = term.strip().split("==?", 2);
      if (sides.length == 2 && sides[0].strip().equals("metadata.name")) {
        return sides[1].strip();
      }
    }
    return "";
  }
}
