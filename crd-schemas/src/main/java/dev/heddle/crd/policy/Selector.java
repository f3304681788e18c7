package dev.heddle.crd.policy;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Which resources a policy is about: those for which all that is given holds. A list that is empty
 * holds for everything.
 *
 * @param kinds of which kind they are
 * @param namespaces in which namespace
 * @param labels which labels they carry, with these values
 * @param classes of which NotebookClass
 * @param owners which user YARN sees
 * @param queues in which queue
 */
public record Selector(
    List<Kind> kinds,
    List<String> namespaces,
    Map<String, String> labels,
    List<String> classes,
    List<String> owners,
    List<String> queues) {

  public Selector {
    kinds = List.copyOf(requireNonNullElse(kinds, List.of()));
    namespaces = List.copyOf(requireNonNullElse(namespaces, List.of()));
    labels = Map.copyOf(requireNonNullElse(labels, Map.of()));
    classes = List.copyOf(requireNonNullElse(classes, List.of()));
    owners = List.copyOf(requireNonNullElse(owners, List.of()));
    queues = List.copyOf(requireNonNullElse(queues, List.of()));
  }

  /** What leaves nothing out. */
  public static Selector everything() {
    return new Selector(List.of(), List.of(), Map.of(), List.of(), List.of(), List.of());
  }

  /** The kinds that can be selected. */
  public enum Kind {
    @JsonProperty("Notebook")
    NOTEBOOK,
    @JsonProperty("Application")
    APPLICATION
  }
}
