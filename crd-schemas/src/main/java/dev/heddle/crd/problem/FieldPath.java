package dev.heddle.crd.problem;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The way from the root of a tree to one of its values, spelled as Kubernetes does: {@code
 * spec.services.jupyter.env[my.key]}, {@code spec.arguments[0]}.
 */
public final class FieldPath {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final FieldPath ROOT = new FieldPath(Optional.empty(), "", 1);

  private final Optional<FieldPath> parent;
  private final String segment;
  private final int hash;

  private FieldPath(Optional<FieldPath> parent, String segment, int hash) {
    this.parent = parent;
    this.segment = segment;
    this.hash = hash;
  }

  /** The path of the whole tree. */
  public static FieldPath root() {
    return ROOT;
  }

  /** The path of the fields with these names, one inside the other. */
  public static FieldPath of(String... names) {
    FieldPath path = ROOT;
    for (String name : names) {
      path = path.field(name);
    }
    return path;
  }

  /** The path of a field (or of a key) of the value at this path. */
  public FieldPath field(String name) {
    requireNonNull(name, "name is null");
    return child(PLAIN.matcher(name).matches() ? "." + name : "[" + name + "]");
  }

  /** The path of an item of the list at this path. */
  public FieldPath item(int index) {
    return child("[" + index + "]");
  }

  /** This path, continued by all of {@code tail}. */
  public FieldPath append(FieldPath tail) {
    return tail.parent.map(p -> append(p).child(tail.segment)).orElse(this);
  }

  /**
   * This path with its longest beginning that is a key of {@code origins} replaced by what it maps
   * to: the way back from a translated tree to what was written.
   */
  public FieldPath rebase(Map<FieldPath, FieldPath> origins) {
    FieldPath origin = origins.get(this);
    if (origin != null) {
      return origin;
    }
    return parent.map(p -> p.rebase(origins).child(segment)).orElse(this);
  }

  /** The path of the value that holds this one; empty for the root. */
  public Optional<FieldPath> parent() {
    return parent;
  }

  private FieldPath child(String next) {
    return new FieldPath(Optional.of(this), next, 31 * hash + next.hashCode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldPath that
        && hash == that.hash
        && segment.equals(that.segment)
        && parent.equals(that.parent);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    Deque<String> segments = new ArrayDeque<>();
    for (FieldPath at = this; at.parent.isPresent(); at = at.parent.get()) {
      segments.push(at.segment);
    }
    String joined = String.join("", segments);
    return joined.startsWith(".") ? joined.substring(1) : joined;
  }
}
