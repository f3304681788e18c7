package dev.heddle.operator.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real tree in which something happens between two looks, and which can be down. */
final class HookedTree implements FileTree {

  private final FileTree real;
  private final Map<String, Step> beforeRead = new HashMap<>();
  private final Map<String, IOException> failing = new HashMap<>();
  private final List<String> opened = new ArrayList<>();
  private final List<Step> afterListings = new ArrayList<>();
  private Optional<SourceReadException> down = Optional.empty();

  HookedTree(FileTree real) {
    this.real = requireNonNull(real, "real is null");
  }

  interface Step {
    void run() throws IOException;
  }

  /** Happens once, just before the file is opened. */
  void beforeReading(String path, Step step) {
    beforeRead.put(path, step);
  }

  /** Happens once, after the next listing (and each further one after the one following). */
  void afterListing(Step step) {
    afterListings.add(step);
  }

  void failReading(String path, IOException failure) {
    failing.put(path, failure);
  }

  void goDown(SourceReadException.Reason reason) {
    down = Optional.of(new SourceReadException(reason, "down for a test"));
  }

  void comeUp() {
    down = Optional.empty();
    failing.clear();
  }

  /** The files that were opened since the last call. */
  List<String> takeOpened() {
    List<String> taken = List.copyOf(opened);
    opened.clear();
    return taken;
  }

  @Override
  public Listing list() {
    refuse();
    Listing listing = real.list();
    if (!afterListings.isEmpty()) {
      run(afterListings.remove(0));
    }
    return listing;
  }

  @Override
  public boolean isFinished(FileStat file, Instant now) throws IOException {
    return real.isFinished(file, now);
  }

  @Override
  public byte[] read(FileStat file, int limit) throws IOException {
    opened.add(file.path());
    if (failing.containsKey(file.path())) {
      throw failing.get(file.path());
    }
    Step step = beforeRead.remove(file.path());
    if (step != null) {
      step.run();
    }
    return real.read(file, limit);
  }

  @Override
  public boolean hasChanged(Map<String, Instant> directories) {
    refuse();
    return real.hasChanged(directories);
  }

  private void refuse() {
    if (down.isPresent()) {
      throw down.get();
    }
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
