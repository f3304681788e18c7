package dev.heddle.crd.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects problems up to a number that nobody reads through anyway, so that a hostile file cannot
 * make its report larger than itself. Not for use by several threads.
 */
public final class ProblemList {

  /** So many are told of one object; of the others only that they are there. */
  public static final int MOST = 200;

  private final List<Problem> problems = new ArrayList<>();
  private int more;

  public void add(Problem problem) {
    if (isFull()) {
      more++;
    } else {
      problems.add(problem);
    }
  }

  /** Whether further problems are only counted, and their wording need not be worked out. */
  public boolean isFull() {
    return problems.size() >= MOST;
  }

  /** The problems in their order, the last one saying how many are left out. */
  public List<Problem> toList() {
    if (more == 0) {
      return List.copyOf(problems);
    }
    List<Problem> all = new ArrayList<>(problems);
    all.add(
        Problem.at(
            FieldPath.root(),
            ProblemCode.TOO_LARGE,
            "found " + more + " more mistakes; mend these " + MOST + " first"));
    return List.copyOf(all);
  }
}
