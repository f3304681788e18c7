package dev.heddle.operator.source;

import dev.heddle.crd.meta.ResourceKey;
import java.util.List;
import java.util.Set;

/**
 * What the text of one file declares.
 *
 * @param declared the resources that are right
 * @param problems what is wrong with the rest, each with line and column
 * @param broken the resources that the problems are known to be about: they are declared, wrongly
 * @param unclear whether there is a problem of which can't be told what it is about: any resource
 *     that the file declared before may be concerned (I3)
 */
record FileReport(
    List<Declared> declared, List<String> problems, Set<ResourceKey> broken, boolean unclear) {

  FileReport {
    declared = List.copyOf(declared);
    problems = List.copyOf(problems);
    broken = Set.copyOf(broken);
  }
}
