package dev.heddle.lab.testing;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.Lab;
import dev.heddle.lab.LabShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A lab that tests share; it ends with {@link #close} and, should that never come, with this JVM.
 */
public final class SharedLab implements AutoCloseable {
  /** Names the directory below which test labs live (default: {@code target/lab}). */
  public static final String HOMES_PROPERTY = "heddle.lab.homes";

  private static final int NODE_MEGABYTES = 8192;

  /** Two nodes are there for one to be lost: after 15 s. */
  private static final Duration LOST_SOON = Duration.ofMillis(250);

  private final Lab lab;
  private final LabFileSystem fileSystem;

  private SharedLab(Lab lab) {
    this.lab = requireNonNull(lab, "lab is null");
    this.fileSystem = new LabFileSystem(lab.conf());
  }

  /** Starts an empty lab of the given kind. */
  public static SharedLab start(OnLab.Kind kind) {
    LabShape shape =
        switch (kind) {
          case ONE_JVM -> LabShape.inOneJvm(NODE_MEGABYTES);
          case SEPARATE -> LabShape.separate(1, NODE_MEGABYTES);
          case SEPARATE_TWO_NODES -> LabShape.separate(2, NODE_MEGABYTES).withHeartbeat(LOST_SOON);
        };
    Path homes = Path.of(System.getProperty(HOMES_PROPERTY, "target/lab"));
    Lab lab = Lab.at(homes.resolve(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    lab.wipe();
    lab.up(
        shape,
        OptionalLong.of(ProcessHandle.current().pid()),
        step ->
            System.out.printf("lab: %5.1f s  %s%n", step.after().toMillis() / 1000.0, step.step()));
    return new SharedLab(lab);
  }

  public Lab lab() {
    return lab;
  }

  public LabFileSystem fileSystem() {
    return fileSystem;
  }

  @Override
  public void close() {
    fileSystem.close();
    lab.down();
  }
}
