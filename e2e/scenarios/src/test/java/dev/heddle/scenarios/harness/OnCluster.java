package dev.heddle.scenarios.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A scenario on the shared cluster; its methods may take a {@link Cluster}. All classes of a run
 * that want as many nodes share one, each with an operator and a directory of specs of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("lab")
@ExtendWith(ClusterExtension.class)
public @interface OnCluster {
  /** One NodeManager, or two where one has to take over from the other. */
  int nodes() default 1;
}
