package dev.heddle.operator.source;

import java.util.List;

/**
 * What the text of one file declares.
 *
 * @param declared the resources that are right
 * @param problems what is wrong with the rest, each with line and column
 */
record FileReport(List<Declared> declared, List<String> problems) {

  FileReport {
    declared = List.copyOf(declared);
    problems = List.copyOf(problems);
  }
}
