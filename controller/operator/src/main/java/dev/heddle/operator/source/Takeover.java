package dev.heddle.operator.source;

import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.meta.Resource;
import java.util.Optional;

/** Whether a source may write an object that it did not make: only when told so (I12). */
final class Takeover {

  private Takeover() {}

  /** What stands in the way; empty when the object is the source's own, or was handed over. */
  static Optional<String> obstacle(Resource object, String source) {
    Optional<String> keeper = Tracking.of(object).map(Tracking::source);
    if (keeper.filter(source::equals).isPresent()) {
      return Optional.empty();
    }
    if (object.metadata().controller().isPresent()) {
      return Optional.of(
          object.key()
              + " is made by "
              + object.metadata().controller().get().kind()
              + " "
              + object.metadata().controller().get().name()
              + "; choose another name");
    }
    if (object.metadata().annotation(Annotations.ADOPT).filter(source::equals).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        object.key()
            + keeper
                .map(other -> " is already declared by the source " + other)
                .orElse(" exists and was not made by this source")
            + "; choose another name, or hand it over with the annotation "
            + Annotations.ADOPT
            + "="
            + source
            + " on it");
  }
}
