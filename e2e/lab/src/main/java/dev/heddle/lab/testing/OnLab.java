package dev.heddle.lab.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a running lab; its methods and constructor may take a {@link
 * dev.heddle.lab.Lab} and a {@link LabFileSystem}. All classes that ask for one kind share one lab,
 * in whatever state the one before left it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("lab")
@ExtendWith(LabExtension.class)
public @interface OnLab {
  Kind value() default Kind.ONE_JVM;

  /** Which lab. */
  enum Kind {
    /** Small and fast; dies as a whole. */
    ONE_JVM,
    /** Each daemon can be killed alone; one NodeManager. */
    SEPARATE,
    /** As above with two NodeManagers. */
    SEPARATE_TWO_NODES
  }
}
