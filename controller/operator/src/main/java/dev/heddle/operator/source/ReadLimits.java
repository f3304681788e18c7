package dev.heddle.operator.source;

/**
 * How much of a source is looked at. Each limit is kept for a namespace by itself, so that one
 * tenant can't blind the operator to the others.
 *
 * @param fileBytes size of one file; larger ones are never opened
 * @param entries files and directories of one namespace
 * @param depth directories inside one another
 * @param namespaces directories below the root
 */
record ReadLimits(int fileBytes, int entries, int depth, int namespaces) {

  static ReadLimits standard() {
    return new ReadLimits(1 << 20, 20_000, 16, 5_000);
  }
}
