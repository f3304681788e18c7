package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.discovery.Served;
import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a URL path names. */
sealed interface Route {

  /** All objects of a kind; an empty namespace means all namespaces. */
  record Collection(ResourceType<?> type, String namespace) implements Route {}

  /** One object. */
  record Item(ResourceType<?> type, String namespace, String name) implements Route {}

  /** The status of one object. */
  record ItemStatus(ResourceType<?> type, String namespace, String name) implements Route {}

  /** How often one object runs. */
  record ItemScale(ResourceType<?> type, String namespace, String name) implements Route {}

  /**
   * Something inside a running application.
   *
   * @param rest what follows the part, such as a key; empty for none
   */
  record ApplicationPart(String namespace, String name, Part part, String rest) implements Route {}

  /** What is done in or with a pod. */
  record PodPart(String namespace, String name, PodAct act) implements Route {}

  /** What is done. */
  enum PodAct {
    LOG,
    EXEC,
    ATTACH,
    PORTFORWARD
  }

  /** Something of the cluster itself, below {@code /apis/heddle.dev/v1/yarn}. */
  record ClusterPart(ClusterWhat what) implements Route {}

  /** What policies would do: {@code /apis/heddle.dev/v1/cleanup/plan}. */
  record CleanupPlan() implements Route {}

  /**
   * A question about rights; nothing is stored.
   *
   * @param namespace empty but for a local one
   */
  record Review(ReviewKind kind, String namespace) implements Route {}

  /** Makes a token or a certificate: below {@code /apis/heddle.dev/v1/access}. */
  record Credential(CredentialWhat what) implements Route {}

  /** What is made. */
  enum CredentialWhat {
    TOKEN,
    CERTIFICATE
  }

  /** Which question. */
  enum ReviewKind {
    SELF_ACCESS("authorization.k8s.io", "SelfSubjectAccessReview", false),
    SELF_RULES("authorization.k8s.io", "SelfSubjectRulesReview", false),
    ACCESS("authorization.k8s.io", "SubjectAccessReview", false),
    LOCAL_ACCESS("authorization.k8s.io", "LocalSubjectAccessReview", true),
    SELF("authentication.k8s.io", "SelfSubjectReview", false);

    private final String group;
    private final String kind;
    private final boolean namespaced;

    ReviewKind(String group, String kind, boolean namespaced) {
      this.group = group;
      this.kind = kind;
      this.namespaced = namespaced;
    }

    String group() {
      return group;
    }

    String kind() {
      return kind;
    }

    String plural() {
      return kind.toLowerCase(java.util.Locale.ROOT) + "s";
    }

    boolean namespaced() {
      return namespaced;
    }

    private static Optional<Route> find(String group, String version, List<String> rest) {
      boolean local = rest.size() == 3 && rest.get(0).equals("namespaces");
      if (!version.equals("v1") || (rest.size() != 1 && !local)) {
        return Optional.empty();
      }
      return Stream.of(values())
          .filter(
              kind ->
                  kind.group.equals(group)
                      && kind.namespaced == local
                      && kind.plural().equals(rest.get(rest.size() - 1)))
          .<Route>map(kind -> new Review(kind, local ? rest.get(1) : ""))
          .findFirst();
    }
  }

  /** What of the cluster. */
  enum ClusterWhat {
    NODES,
    QUEUES
  }

  /** A document that says what is served: discovery, OpenAPI and version. */
  record Document(String path) implements Route {}

  /** Parts of a running application that the command line asks for. */
  enum Part {
    CONTAINERS,
    KV,
    LOG,
    SHUTDOWN,
    KILL,
    SKEIN
  }

  /** The route of a raw (still encoded) path, where there is one. */
  static Optional<Route> parse(String rawPath) {
    List<String> segments = segments(rawPath);
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    return switch (segments.get(0)) {
      case "version" -> document(segments, 1);
      case "openapi" -> document(segments, 5);
      case "api" ->
          segments.size() <= 2
              ? document(segments, 2)
              : parse("", segments.subList(1, size(segments)));
      case "apis" ->
          segments.size() <= 3
              ? document(segments, 3)
              : parse(segments.get(1), segments.subList(2, size(segments)));
      default -> Optional.empty();
    };
  }

  /** The parts of a raw path, decoded one by one. */
  static List<String> segments(String rawPath) {
    return Stream.of(rawPath.split("/")).filter(s -> !s.isEmpty()).map(Route::decode).toList();
  }

  private static int size(List<String> segments) {
    return segments.size();
  }

  private static Optional<Route> document(List<String> segments, int most) {
    return segments.size() > most
        ? Optional.empty()
        : Optional.of(new Document("/" + String.join("/", segments)));
  }

  /** {@code version}, then what follows it. */
  private static Optional<Route> parse(String group, List<String> segments) {
    String version = segments.get(0);
    List<String> rest = segments.subList(1, segments.size());
    if (group.equals(Kinds.GROUP) && rest.get(0).equals("yarn")) {
      return rest.equals(List.of("yarn", "nodes"))
          ? Optional.of(new ClusterPart(ClusterWhat.NODES))
          : rest.equals(List.of("yarn", "queues"))
              ? Optional.of(new ClusterPart(ClusterWhat.QUEUES))
              : Optional.empty();
    }
    Optional<Route> review = ReviewKind.find(group, version, rest);
    if (review.isPresent()) {
      return review;
    }
    if (group.equals(Kinds.GROUP) && rest.get(0).equals("access")) {
      return rest.equals(List.of("access", "tokens"))
          ? Optional.of(new Credential(CredentialWhat.TOKEN))
          : rest.equals(List.of("access", "certificates"))
              ? Optional.of(new Credential(CredentialWhat.CERTIFICATE))
              : Optional.empty();
    }
    if (group.equals(Kinds.GROUP) && rest.get(0).equals("cleanup")) {
      return rest.equals(List.of("cleanup", "plan"))
          ? Optional.of(new CleanupPlan())
          : Optional.empty();
    }
    if (rest.size() >= 3 && rest.get(0).equals("namespaces")) {
      Optional<ResourceType<?>> type = Kinds.byPlural(group, version, rest.get(2));
      if (type.isPresent() && type.orElseThrow().namespaced()) {
        return below(type.orElseThrow(), rest.get(1), rest.subList(3, rest.size()));
      }
    }
    Optional<ResourceType<?>> type = Kinds.byPlural(group, version, rest.get(0));
    if (type.isEmpty() || (type.orElseThrow().namespaced() && rest.size() > 1)) {
      return Optional.empty();
    }
    return below(type.orElseThrow(), "", rest.subList(1, rest.size()));
  }

  private static Optional<Route> below(ResourceType<?> type, String namespace, List<String> rest) {
    if (rest.isEmpty()) {
      return Optional.of(new Collection(type, namespace));
    }
    String name = rest.get(0);
    if (rest.size() == 1) {
      return Optional.of(new Item(type, namespace, name));
    }
    String sub = rest.get(1);
    if (sub.equals("status") && rest.size() == 2) {
      return Optional.of(new ItemStatus(type, namespace, name));
    }
    if (sub.equals("scale") && rest.size() == 2 && Served.scales(type)) {
      return Optional.of(new ItemScale(type, namespace, name));
    }
    if (type.equals(Kinds.POD) && rest.size() == 2) {
      return switch (sub) {
        case "log" -> Optional.of(new PodPart(namespace, name, PodAct.LOG));
        case "exec" -> Optional.of(new PodPart(namespace, name, PodAct.EXEC));
        case "attach" -> Optional.of(new PodPart(namespace, name, PodAct.ATTACH));
        case "portforward" -> Optional.of(new PodPart(namespace, name, PodAct.PORTFORWARD));
        default -> Optional.empty();
      };
    }
    if (!type.equals(Kinds.APPLICATION)) {
      return Optional.empty();
    }
    String tail = String.join("/", rest.subList(2, rest.size()));
    return switch (sub) {
      case "containers" -> Optional.of(new ApplicationPart(namespace, name, Part.CONTAINERS, tail));
      case "kv" -> Optional.of(new ApplicationPart(namespace, name, Part.KV, tail));
      case "log" -> whole(tail, new ApplicationPart(namespace, name, Part.LOG, ""));
      case "shutdown" -> whole(tail, new ApplicationPart(namespace, name, Part.SHUTDOWN, ""));
      case "kill" -> whole(tail, new ApplicationPart(namespace, name, Part.KILL, ""));
      case "skein" -> whole(tail, new ApplicationPart(namespace, name, Part.SKEIN, ""));
      default -> Optional.empty();
    };
  }

  private static Optional<Route> whole(String tail, Route route) {
    return tail.isEmpty() ? Optional.of(route) : Optional.empty();
  }

  private static String decode(String segment) {
    try {
      // URLDecoder is made for forms, where a plus is a space; in a path it is itself.
      return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("the path segment '" + segment + "' is not well encoded");
    }
  }
}
