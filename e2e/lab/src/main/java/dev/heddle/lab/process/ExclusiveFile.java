package dev.heddle.lab.process;

import static java.util.Objects.requireNonNull;

import dev.heddle.lab.LabException;
import dev.heddle.lab.LabHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps two commands from working on one lab, and two labs from choosing the same ports, at once.
 */
public final class ExclusiveFile {
  // A file lock is a process's, so threads need one of their own.
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path file;

  private ExclusiveFile(Path file) {
    this.file = requireNonNull(file, "file is null");
  }

  public static ExclusiveFile of(LabHome home) {
    return new ExclusiveFile(home.lock());
  }

  /** One for each user of the machine. */
  public static ExclusiveFile ofPorts() {
    String name = "heddle-lab-ports-" + System.getProperty("user.name");
    return new ExclusiveFile(Path.of(System.getProperty("java.io.tmpdir"), name));
  }

  /**
   * Does the work once nobody else holds the file. The lock goes with the process, also when it is
   * killed.
   */
  public <T> T hold(Supplier<T> work) {
    ReentrantLock thread = IN_THIS_PROCESS.computeIfAbsent(file, path -> new ReentrantLock());
    thread.lock();
    try (FileChannel channel = open()) {
      var unused = channel.lock();
      return work.get();
    } catch (IOException e) {
      throw new LabException("cannot lock " + file + ": " + e.getMessage(), e);
    } finally {
      thread.unlock();
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(file.getParent());
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
