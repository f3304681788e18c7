package dev.heddle.operator.main;

import java.util.Optional;

/** Heddle's version, from the manifest of its jar. */
final class Version {

  private Version() {}

  static String ofThisBuild() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
