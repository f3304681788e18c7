package dev.heddle.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import java.net.URLEncoder;
import java.util.Optional;

/** URL paths of the API. */
public final class Paths {

  private Paths() {}

  /** All objects of a kind; an empty namespace means all namespaces. */
  public static String collection(ResourceType<?> type, String namespace) {
    String root = type.group().isEmpty() ? "/api/" : "/apis/" + type.group() + "/";
    String place =
        type.namespaced() && !namespace.isEmpty() ? "/namespaces/" + segment(namespace) : "";
    return root + type.version() + place + "/" + type.plural();
  }

  public static String item(ResourceType<?> type, ResourceKey key) {
    return collection(type, key.namespace()) + "/" + segment(key.name());
  }

  /** Something of the cluster itself: {@code nodes} or {@code queues}. */
  public static String yarn(String what) {
    return "/apis/" + Kinds.GROUP + "/v1/yarn/" + what;
  }

  /** What policies would do; of one policy, or of all. */
  public static String cleanupPlan(Optional<String> policy) {
    return "/apis/"
        + Kinds.GROUP
        + "/v1/cleanup/plan"
        + policy.map(name -> "?" + parameter("policy", name)).orElse("");
  }

  /** Percent-encodes one segment. */
  public static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** {@code name=value} of a query. */
  public static String parameter(String name, String value) {
    return name + "=" + URLEncoder.encode(value, UTF_8);
  }
}
