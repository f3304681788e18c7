package dev.heddle.cli.env;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What is to be said of an archive.
 *
 * @param size in bytes
 * @param contentSize unpacked, in bytes
 * @param python version of its Python, when it can be told
 * @param modules those that a recipe may need, with their versions, which may be empty
 * @param recipes what it is good for
 */
public record ArchiveReport(
    long size,
    long contentSize,
    int files,
    Optional<String> python,
    Map<String, String> modules,
    Map<Recipe, Use> recipes,
    List<Finding> findings) {

  /** Whether an archive serves a recipe. */
  public enum State {
    READY,
    /** When the Python of the node has what is not packed. */
    DEPENDS,
    MISSING
  }

  /**
   * Whether it serves a recipe, and why not.
   *
   * @param missing modules that are not in the archive
   */
  public record Use(State state, List<String> missing) {
    public Use {
      missing = List.copyOf(missing);
    }
  }

  public ArchiveReport {
    findings = List.copyOf(findings);
  }

  /**
   * Reads an archive to its end.
   *
   * @param read is told how many bytes have been read
   */
  public static ArchiveReport of(InputStream archive, LongConsumer read) {
    return ArchiveRules.report(ArchiveIndex.read(archive, read));
  }

  /** Whether nothing forbids its use. */
  public boolean isUsable() {
    return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.ERROR);
  }
}
