package dev.heddle.crd.yaml;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import dev.heddle.crd.tree.LocatedTree;
import java.util.List;
import java.util.Optional;

/**
 * What a document says about one resource, right or wrong.
 *
 * @param document the document's place in the file
 * @param position where it begins
 * @param resource which resource it is about, when that can be told
 * @param good its content, when it is free of mistakes
 * @param problems its mistakes
 */
record Declaration(
    int document,
    Position position,
    Optional<ResourceKey> resource,
    Optional<Good> good,
    List<Problem> problems) {

  Declaration {
    requireNonNull(position, "position is null");
    requireNonNull(resource, "resource is null");
    requireNonNull(good, "good is null");
    problems = List.copyOf(problems);
  }

  /** A kind and an object of it that is right. */
  record Good(ResourceType<?> type, LocatedTree tree) {}
}
