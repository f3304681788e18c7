package dev.heddle.crd.apply;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Who owns fields: one entry of {@code managedFields}.
 *
 * @param name the manager, such as {@code kubectl} or {@code heddle-source/team}
 * @param operation how it writes
 * @param apiVersion the version its fields are named in; of the appliers of one name there is one
 *     for all versions
 * @param subresource {@code status} when it writes there, else empty
 */
public record Writer(String name, Operation operation, String apiVersion, String subresource)
    implements Comparable<Writer> {

  private static final Comparator<Writer> ORDER =
      Comparator.comparing(Writer::operation)
          .thenComparing(Writer::name)
          .thenComparing(Writer::apiVersion)
          .thenComparing(Writer::subresource);

  /** The two ways of writing. */
  public enum Operation {
    /** Declares all it wants; what it leaves out goes unless another owns it. */
    APPLY("Apply"),
    /** Any other write: it owns what it changes. */
    UPDATE("Update");

    private final String word;

    Operation(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  public Writer {
    requireNonNull(name, "name is null");
    requireNonNull(operation, "operation is null");
    requireNonNull(apiVersion, "apiVersion is null");
    requireNonNull(subresource, "subresource is null");
  }

  boolean applies() {
    return operation == Operation.APPLY;
  }

  /** Whether an entry is this writer's own. */
  boolean is(Writer other) {
    return name.equals(other.name)
        && operation == other.operation
        && subresource.equals(other.subresource)
        && (applies() || apiVersion.equals(other.apiVersion));
  }

  @Override
  public int compareTo(Writer other) {
    return ORDER.compare(this, other);
  }
}
