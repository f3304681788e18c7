package dev.heddle.crd.skein;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** One field of Skein's specification and what becomes of it. */
sealed interface SkeinField {

  /** The name of the field that takes its value. */
  String heddleName();

  /** Keeps its value. */
  record Same(String heddleName) implements SkeinField {}

  /** Keeps its value unless it is an empty text, by which Skein means nothing. */
  record EmptyMeansAbsent(String heddleName) implements SkeinField {}

  /** A word that Skein accepts in any case. */
  record AnyCase(String heddleName) implements SkeinField {}

  /** An object with fields of its own. */
  record Nested(String heddleName, SkeinLevel level) implements SkeinField {}

  /** A mapping from names to objects with fields of their own. */
  record Named(String heddleName, SkeinLevel level) implements SkeinField {}

  /** Nothing of Heddle does what it asks for, but its default may be written out. */
  record NotSupported(String name, Predicate<JsonNode> harmless, String instead)
      implements SkeinField {

    public NotSupported {
      requireNonNull(name, "name is null");
      requireNonNull(harmless, "harmless is null");
      requireNonNull(instead, "instead is null");
    }

    @Override
    public String heddleName() {
      return name;
    }

    boolean isHarmless(JsonNode found) {
      return harmless.test(found);
    }

    String message() {
      return "not supported by Heddle: " + name + "; " + instead;
    }
  }
}
