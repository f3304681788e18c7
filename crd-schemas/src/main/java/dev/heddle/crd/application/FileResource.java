package dev.heddle.crd.application;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * A file or archive that YARN puts into the container's directory before the start.
 *
 * @param source URI on any Hadoop file system; the command line replaces a local path by the URI of
 *     the uploaded content before it submits
 * @param type whether it is unpacked
 * @param visibility with whom the copy on a node is shared
 */
public record FileResource(String source, Type type, Visibility visibility) {

  /** Archive or plain file; {@code infer} decides by the name's ending, as Skein does. */
  public enum Type {
    @JsonProperty("infer")
    INFER,
    @JsonProperty("file")
    FILE,
    @JsonProperty("archive")
    ARCHIVE
  }

  /** With whom YARN shares the localized copy. */
  public enum Visibility {
    @JsonProperty("application")
    APPLICATION,
    @JsonProperty("private")
    PRIVATE,
    @JsonProperty("public")
    PUBLIC
  }

  public FileResource {
    requireNonNull(source, "source is null");
    type = requireNonNullElse(type, Type.INFER);
    visibility = requireNonNullElse(visibility, Visibility.APPLICATION);
  }

  /** Whether YARN unpacks it: said so, or a name that ends in .zip, .tar.gz, .tgz or .tar. */
  public boolean isArchive() {
    String name = source.toLowerCase(Locale.ROOT);
    return switch (type) {
      case ARCHIVE -> true;
      case FILE -> false;
      case INFER ->
          name.endsWith(".zip")
              || name.endsWith(".tar.gz")
              || name.endsWith(".tgz")
              || name.endsWith(".tar");
    };
  }
}
