package dev.heddle.appmaster.workspace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A directory with HDFS's promises and faults on demand. Every call is one step; what is planned
 * for between two steps happens before the step that is asked for next.
 */
final class InMemoryTree implements RemoteTree {
  private record Node(boolean directory, String content, boolean executable, long modified) {}

  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private Predicate<String> failing = step -> false;
  private Supplier<IOException> failure = IOException::new;
  private Optional<Consumer<String>> beforeStep = Optional.empty();
  private boolean inStep;
  private Optional<Runnable> duringWrite = Optional.empty();

  InMemoryTree() {
    nodes.put("", directory());
  }

  /** Steps whose words match fail without an effect until told otherwise. */
  void fail(Predicate<String> steps, String message) {
    failWith(steps, () -> new IOException(message));
  }

  void failWith(Predicate<String> steps, Supplier<IOException> cause) {
    failing = steps;
    failure = cause;
  }

  void heal() {
    failing = step -> false;
  }

  /** Lets something happen before each step. */
  void beforeEachStep(Consumer<String> happening) {
    beforeStep = Optional.of(happening);
  }

  /** Lets something happen after each piece of a file that is being written. */
  void afterEachPiece(Runnable happening) {
    duringWrite = Optional.of(happening);
  }

  synchronized Map<String, String> visible() {
    Map<String, String> found = new TreeMap<>();
    nodes.forEach(
        (path, node) -> {
          if (!path.isEmpty()
              && !path.equals(Generation.META)
              && !path.startsWith(Generation.META + "/")) {
            found.put(path, node.directory() ? "/" : node.content());
          }
        });
    return found;
  }

  synchronized List<String> paths() {
    return List.copyOf(nodes.keySet());
  }

  synchronized void put(String path, String content) {
    for (String parent = Paths.parent(path); !parent.isEmpty(); parent = Paths.parent(parent)) {
      nodes.putIfAbsent(parent, directory());
    }
    nodes.put(path, new Node(false, content, false, 1000));
  }

  synchronized Optional<String> read(String path) {
    return Optional.ofNullable(nodes.get(path)).filter(n -> !n.directory()).map(Node::content);
  }

  synchronized boolean isExecutable(String path) {
    return nodes.get(path).executable();
  }

  @Override
  public synchronized List<Entry> list(String directory) throws IOException {
    step("list " + directory);
    Node node = nodes.get(directory);
    if (node == null || !node.directory()) {
      throw new FileNotFoundException(directory);
    }
    List<Entry> entries = new ArrayList<>();
    nodes.forEach(
        (path, each) -> {
          if (!path.isEmpty() && Paths.parent(path).equals(directory)) {
            entries.add(
                new Entry(
                    Paths.name(path),
                    each.directory(),
                    each.content().getBytes(StandardCharsets.UTF_8).length,
                    each.modified(),
                    each.executable()));
          }
        });
    return entries;
  }

  @Override
  public synchronized boolean exists(String path) throws IOException {
    step("exists " + path);
    return nodes.containsKey(path);
  }

  @Override
  public synchronized void makeDirectories(String path) throws IOException {
    step("mkdirs " + path);
    for (String each = path; !each.isEmpty(); each = Paths.parent(each)) {
      nodes.putIfAbsent(each, directory());
    }
  }

  @Override
  public synchronized void makeDirectory(String path) throws IOException {
    step("mkdir " + path);
    requireParent(path);
    nodes.putIfAbsent(path, directory());
  }

  @Override
  public void write(String path, boolean executable, long modified, Content content)
      throws IOException {
    synchronized (this) {
      step("write " + path);
      requireParent(path);
    }
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] piece, int offset, int length) {
            super.write(piece, offset, length);
            duringWrite.ifPresent(Runnable::run);
          }
        };
    content.writeTo(bytes);
    synchronized (this) {
      // As in HDFS, a file that is being written goes with its directory, and stays away with it.
      if (nodes.containsKey(Paths.parent(path))) {
        nodes.put(
            path, new Node(false, bytes.toString(StandardCharsets.UTF_8), executable, modified));
      }
    }
  }

  @Override
  public synchronized InputStream open(String path) throws IOException {
    step("open " + path);
    Node node = nodes.get(path);
    if (node == null || node.directory()) {
      throw new FileNotFoundException(path);
    }
    return new ByteArrayInputStream(node.content().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void move(String from, String to, boolean overwrite) throws IOException {
    step("move " + from + " " + to);
    if (!nodes.containsKey(from)) {
      throw new FileNotFoundException("rename source " + from);
    }
    requireParent(to);
    Node target = nodes.get(to);
    if (target != null && (!overwrite || target.directory())) {
      throw new FileAlreadyExistsException(to);
    }
    for (String path : List.copyOf(nodes.keySet())) {
      if (path.equals(from) || Paths.isBelow(path, from)) {
        nodes.put(to + path.substring(from.length()), nodes.remove(path));
      }
    }
  }

  @Override
  public synchronized void delete(String path) throws IOException {
    step("delete " + path);
    nodes.keySet().removeIf(each -> each.equals(path) || Paths.isBelow(each, path));
  }

  private void step(String words) throws IOException {
    if (beforeStep.isPresent() && !inStep) {
      inStep = true;
      try {
        beforeStep.get().accept(words);
      } finally {
        inStep = false;
      }
    }
    if (failing.test(words)) {
      throw failure.get();
    }
  }

  private void requireParent(String path) throws FileNotFoundException {
    Node parent = nodes.get(Paths.parent(path));
    if (parent == null || !parent.directory()) {
      throw new FileNotFoundException("parent of " + path);
    }
  }

  private static Node directory() {
    return new Node(true, "", true, 1000);
  }
}
