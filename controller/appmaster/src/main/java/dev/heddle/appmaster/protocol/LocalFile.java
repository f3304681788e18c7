package dev.heddle.appmaster.protocol;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A file that YARN puts into a container's directory, in YARN's terms.
 *
 * @param name its name there
 * @param url where it is
 * @param size in bytes
 * @param timestamp its modification time, which YARN compares
 * @param archive whether it is unpacked
 */
public record LocalFile(
    String name, String url, long size, long timestamp, boolean archive, Visibility visibility) {
  /** With whom the copy on a node is shared; written in lower case. */
  public enum Visibility {
    APPLICATION,
    PRIVATE,
    PUBLIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LocalFile {
    requireNonNull(name, "name is null");
    requireNonNull(url, "url is null");
    requireNonNull(visibility, "visibility is null");
  }

  JsonObject toJson() {
    return JsonObject.create()
        .put("name", name)
        .put("url", url)
        .put("size", size)
        .put("timestamp", timestamp)
        .put("archive", archive)
        .put("visibility", visibility.toString());
  }

  static LocalFile fromJson(JsonObject json) {
    return new LocalFile(
        json.string("name"),
        json.string("url"),
        json.integer("size"),
        json.integer("timestamp"),
        json.bool("archive", false),
        json.constant("visibility", Visibility.class));
  }
}
