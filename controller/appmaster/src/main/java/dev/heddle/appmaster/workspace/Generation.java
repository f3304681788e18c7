package dev.heddle.appmaster.workspace;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The right to change the workspace, held by one container at a time. It is a directory, {@code
 * .heddle/N}, and each change of the tree is a rename out of it or into it. Who claims the next
 * number moves the earlier directories away; from then on every rename of an earlier holder fails,
 * since what it names is not there, and HDFS decides that in the same step as the rename. A claim
 * counts only after a look that shows no higher number.
 */
final class Generation {
  static final String META = ".heddle";
  private static final String TRASH = META + "/trash";
  private static final String CLAIM = "claim-";
  private static final int MOST_ROUNDS = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int TIME_LENGTH = 24;
  private static final Duration CLAIMS_KEPT = Duration.ofDays(1);

  private final RemoteTree tree;
  private final int number;
  private final String prefix;
  private final AtomicLong names = new AtomicLong();

  /**
   * @param prefix differs between agents of one container, so that they never use one name twice
   */
  private Generation(RemoteTree tree, int number, String prefix) {
    this.tree = tree;
    this.number = number;
    this.prefix = prefix;
  }

  /** Goes on with what an earlier agent of this container claimed. */
  static Generation resume(RemoteTree tree, int number, String prefix) {
    return new Generation(tree, number, prefix);
  }

  /**
   * Takes the workspace over.
   *
   * @throws FencedException when a later container of the same resource has it
   */
  static Generation claim(RemoteTree tree, Owner owner, String prefix, Instant now)
      throws IOException {
    requireNonNull(owner, "owner is null");
    tree.makeDirectories(TRASH);
    String claim = META + "/" + CLAIM + owner.containerId();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int highest = highest(tree);
      Optional<Owner> holder = highest == 0 ? Optional.empty() : holder(tree, highest);
      if (holder.isPresent() && holder.get().supersedes(owner)) {
        throw new FencedException("the workspace is in use by the later " + holder.get());
      }
      int mine = highest + 1;
      if (holder.isPresent() && holder.get().containerId().equals(owner.containerId())) {
        // Claimed by an agent of this container that was killed before it could note it.
        mine = highest;
      } else {
        tree.makeDirectories(claim + "/" + owner.directoryName());
        tree.makeDirectories(claim + "/new");
        try {
          tree.move(claim, directory(mine), false);
        } catch (FileAlreadyExistsException taken) {
          continue;
        }
      }
      fence(tree, mine, now);
      if (highest(tree) == mine) {
        return new Generation(tree, mine, prefix);
      }
      tree.delete(directory(mine));
    }
    throw new IOException("others claim the workspace all the time");
  }

  int number() {
    return number;
  }

  /** Who has the workspace now. */
  Optional<Owner> holder() throws IOException {
    int highest = highest(tree);
    return highest == 0 ? Optional.empty() : holder(tree, highest);
  }

  /** What is saved under a path. */
  InputStream open(String path) throws IOException {
    return tree.open(path);
  }

  /** Writes a file to where nobody looks for it; returns its place, for {@link #publish}. */
  String stage(boolean executable, long modified, RemoteTree.Content content) throws IOException {
    String place = directory(number) + "/new/" + prefix + names.incrementAndGet();
    try {
      tree.write(place, executable, modified, content);
    } catch (FileNotFoundException e) {
      throw fencedOr(e);
    }
    return place;
  }

  void drop(String place) throws IOException {
    tree.delete(place);
  }

  /** Puts a staged file in its place, in one step. */
  void publish(String place, String path) throws IOException {
    try {
      tree.move(place, path, true);
    } catch (FileNotFoundException e) {
      throw fencedOr(e);
    }
  }

  void makeDirectory(String path) throws IOException {
    String place = directory(number) + "/new/" + prefix + names.incrementAndGet();
    try {
      tree.makeDirectory(place);
      tree.move(place, path, false);
    } catch (FileAlreadyExistsException thereAlready) {
      tree.delete(place);
    } catch (FileNotFoundException e) {
      throw fencedOr(e);
    }
  }

  /** Moves a file or a whole directory to the trash; nothing happens when it is not there. */
  void discard(String path, Instant now) throws IOException {
    String name = TIME.format(now) + "-" + prefix + names.incrementAndGet();
    String gone = directory(number) + "/" + name;
    try {
      tree.makeDirectory(gone);
      String parent = gone;
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        parent = gone + "/" + path.substring(0, slash);
        tree.makeDirectory(parent);
      }
      tree.move(path, gone + "/" + path, false);
    } catch (FileNotFoundException e) {
      requireMine(e);
      if (tree.exists(path)) {
        throw e;
      }
      tree.delete(gone);
      return;
    }
    tree.move(gone, TRASH + "/" + name, false);
  }

  /** Deletes what has been in the trash for longer than this. */
  void purge(Duration retention, Instant now) throws IOException {
    for (RemoteTree.Entry entry : tree.list(TRASH)) {
      if (time(entry.name()).plus(retention).isBefore(now)) {
        tree.delete(TRASH + "/" + entry.name());
      }
    }
    for (RemoteTree.Entry entry : tree.list(META)) {
      Instant made = Instant.ofEpochMilli(entry.modified());
      if (entry.name().startsWith(CLAIM) && made.plus(CLAIMS_KEPT).isBefore(now)) {
        tree.delete(META + "/" + entry.name());
      }
    }
  }

  /** Deletes all that is in the trash; false when it was empty. */
  boolean emptyTrash() throws IOException {
    boolean any = false;
    for (RemoteTree.Entry entry : tree.list(TRASH)) {
      tree.delete(TRASH + "/" + entry.name());
      any = true;
    }
    return any;
  }

  private IOException fencedOr(FileNotFoundException e) throws IOException {
    requireMine(e);
    return e;
  }

  private void requireMine(FileNotFoundException cause) throws IOException {
    if (!tree.exists(directory(number) + "/new")) {
      Optional<Owner> holder;
      try {
        holder = holder();
      } catch (FileNotFoundException allGone) {
        holder = Optional.empty();
      }
      FencedException fenced =
          new FencedException(
              holder
                  .map(other -> "the workspace was taken over by " + other)
                  .orElse("the workspace's directory was deleted in HDFS"));
      fenced.initCause(cause);
      throw fenced;
    }
  }

  /** What an unknown entry is called says no time: it is young for ever. */
  private static Instant time(String name) {
    try {
      return name.length() < TIME_LENGTH
          ? Instant.MAX.minus(Duration.ofDays(365_000))
          : TIME.parse(name.substring(0, TIME_LENGTH), Instant::from);
    } catch (DateTimeParseException notOurs) {
      return Instant.MAX.minus(Duration.ofDays(365_000));
    }
  }

  private static void fence(RemoteTree tree, int mine, Instant now) throws IOException {
    for (RemoteTree.Entry entry : tree.list(META)) {
      int other = number(entry.name());
      if (other > 0 && other < mine) {
        String kept = TRASH + "/" + TIME.format(now) + "-" + other;
        try {
          tree.move(directory(other), kept, false);
          // What was staged and never published was never acknowledged.
          tree.delete(kept + (holdsDiscarded(tree, kept) ? "/new" : ""));
        } catch (FileNotFoundException movedByAnother) {
          // It is out of the way, which is all that is wanted.
        }
      }
    }
  }

  private static boolean holdsDiscarded(RemoteTree tree, String generation) throws IOException {
    for (RemoteTree.Entry entry : tree.list(generation)) {
      if (!entry.name().equals("new") && Owner.parse(entry.name()).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static int highest(RemoteTree tree) throws IOException {
    int highest = 0;
    for (RemoteTree.Entry entry : tree.list(META)) {
      highest = Math.max(highest, number(entry.name()));
    }
    return highest;
  }

  private static Optional<Owner> holder(RemoteTree tree, int generation) throws IOException {
    try {
      for (RemoteTree.Entry entry : tree.list(directory(generation))) {
        Optional<Owner> owner = Owner.parse(entry.name());
        if (owner.isPresent()) {
          return owner;
        }
      }
    } catch (FileNotFoundException movedAway) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String directory(int generation) {
    return META + "/" + generation;
  }

  private static int number(String name) {
    int value = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9' || value > Integer.MAX_VALUE / 10 - 1) {
        return 0;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }
}
