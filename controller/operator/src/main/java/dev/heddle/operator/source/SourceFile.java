package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

/**
 * One manifest file that was read to its end.
 *
 * @param stat what the listing says of it
 * @param hash SHA-256 of its content, in hex
 * @param report what it declares and what is wrong with it
 */
record SourceFile(FileStat stat, String hash, FileReport report) {

  SourceFile {
    requireNonNull(stat, "stat is null");
    requireNonNull(hash, "hash is null");
    requireNonNull(report, "report is null");
  }
}
