package dev.heddle.crd.meta;

import java.util.Optional;

/** What the annotations of an object ask of whoever takes care of it. */
public final class Intent {

  /** The value of {@link Annotations#RECONCILE} that freezes Heddle's hands. */
  public static final String PAUSED = "paused";

  /** The value of {@link Annotations#ON_DELETE} that lets what runs live on. */
  public static final String KEEP = "keep";

  /** What a pause means, for its condition. */
  public static final String WHILE_PAUSED =
      "nothing is done for it, and a deletion waits: the annotation heddle.dev/reconcile is paused";

  private Intent() {}

  /** Whether nothing outside is to be changed for it, whatever its spec says (I13). */
  public static boolean isPaused(ObjectMeta metadata) {
    return is(metadata, Annotations.RECONCILE, PAUSED);
  }

  /** Whether what runs for it is to outlive it. */
  public static boolean outlives(ObjectMeta metadata) {
    return is(metadata, Annotations.ON_DELETE, KEEP);
  }

  private static boolean is(ObjectMeta metadata, String annotation, String value) {
    return metadata.annotation(annotation).equals(Optional.of(value));
  }
}
