package dev.heddle.cli.command;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.cli.client.ApiClient;
import dev.heddle.cli.client.Paths;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the object that a person means: by {@code namespace/name}, by a name that is unique where
 * he looks, or by YARN's application id.
 */
final class Lookup {

  private static final Pattern YARN_ID = Pattern.compile("application_\\d+_\\d+");

  private final ApiClient api;
  private final Optional<String> namespace;

  /**
   * @param namespace where to look; without it everywhere
   */
  Lookup(ApiClient api, Optional<String> namespace) {
    this.api = requireNonNull(api, "api is null");
    this.namespace = requireNonNull(namespace, "namespace is null");
  }

  ApiClient api() {
    return api;
  }

  /** A kind by any of its names. */
  static ResourceType<?> kind(String word) {
    return Kinds.byAnyName(word)
        .orElseThrow(
            () -> {
              List<String> names = new ArrayList<>();
              Kinds.all().forEach(type -> names.add(type.plural()));
              return new CliException(
                  "there is no kind '" + word + "'" + Wording.hint(word, names),
                  "the kinds are " + String.join(", ", names));
            });
  }

  /** An object by {@code [namespace/]name}. */
  ObjectNode find(ResourceType<?> type, String reference) {
    int slash = reference.indexOf('/');
    Optional<String> place = slash >= 0 ? Optional.of(reference.substring(0, slash)) : namespace;
    String name = reference.substring(slash + 1);
    if (!type.namespaced() || place.isPresent()) {
      ResourceKey key = type.key(type.namespaced() ? place.orElse("") : "", name);
      return api.find(Paths.item(type, key)).orElseThrow(() -> missing(type, name, place));
    }
    JsonNode found =
        api.get(
                Paths.collection(type, "")
                    + "?"
                    + Paths.parameter("fieldSelector", "metadata.name=" + name))
            .path("items");
    if (found.size() > 1) {
      List<String> namespaces = new ArrayList<>();
      found.forEach(object -> namespaces.add(key(type, object).namespace()));
      throw new CliException(
          "there are several " + type.plural() + " of the name " + name,
          "choose one with -n, of the namespaces " + String.join(", ", namespaces));
    }
    if (found.isEmpty()) {
      throw missing(type, name, place);
    }
    return (ObjectNode) found.get(0);
  }

  /** An application by {@code [namespace/]name} or by the id of its newest run. */
  ObjectNode application(String reference) {
    if (!YARN_ID.matcher(reference).matches()) {
      return find(Kinds.APPLICATION, reference);
    }
    JsonNode found =
        api.get(
                Paths.collection(Kinds.APPLICATION, "")
                    + "?"
                    + Paths.parameter("fieldSelector", "status.run.applicationId=" + reference))
            .path("items");
    if (found.isEmpty()) {
      throw new CliException(
          "no application has " + reference + " as its newest run",
          "heddle application ls -a lists all applications with their ids");
    }
    return (ObjectNode) found.get(0);
  }

  private CliException missing(ResourceType<?> type, String name, Optional<String> place) {
    List<String> names = new ArrayList<>();
    api.get(Paths.collection(type, ""))
        .path("items")
        .forEach(object -> names.add(key(type, object).name()));
    String where = type.namespaced() ? place.map(p -> " in the namespace " + p).orElse("") : "";
    String hint = names.contains(name) ? "it is in another namespace: " : "";
    return new CliException(
        "there is no " + type.singular() + " " + name + where + Wording.hint(name, names),
        hint + "heddle get " + type.plural() + (type.namespaced() ? " -A" : "") + " lists all");
  }

  static ResourceKey key(ResourceType<?> type, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return type.key(metadata.path("namespace").asText(""), metadata.path("name").asText(""));
  }

  static String path(ResourceType<?> type, JsonNode object) {
    return Paths.item(type, key(type, object));
  }

  /** {@code notebook/churn}: as results name it. */
  static String shortName(ResourceType<?> type, String name) {
    return type.singular().toLowerCase(Locale.ROOT) + "/" + name;
  }
}
