package dev.heddle.crd.tree;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.problem.Position;
import dev.heddle.crd.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * One document of a file. With problems, the tree, if there is one, is only good for saying which
 * resource is concerned.
 *
 * @param number its place in the file, from 1; 0 when the file as a whole is meant
 * @param position where it begins
 * @param tree its content
 * @param problems what is wrong with its text
 */
public record Document(
    int number, Position position, Optional<LocatedTree> tree, List<Problem> problems) {

  public Document {
    requireNonNull(position, "position is null");
    requireNonNull(tree, "tree is null");
    problems = List.copyOf(problems);
  }

  /** A file, or a part of it, that has no tree because of one problem. */
  static Document broken(int number, Position position, Problem problem) {
    return new Document(number, position, Optional.empty(), List.of(problem));
  }
}
