package dev.heddle.crd.yaml;

import java.util.List;

/**
 * All that a file holds.
 *
 * @param manifests the resources that are free of mistakes, in the file's order
 * @param problems every mistake, in the file's order
 */
public record ManifestReport(List<Manifest> manifests, List<FileProblem> problems) {

  public ManifestReport {
    manifests = List.copyOf(manifests);
    problems = List.copyOf(problems);
  }

  public boolean isClean() {
    return problems.isEmpty();
  }
}
