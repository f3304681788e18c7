package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.container.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real directory, an HDFS in memory, and time that passes only when it is told to. */
class SavingTest {
  private static final Duration TURN = Duration.ofMillis(100);
  private static final long LARGEST = 300_000;

  @TempDir private Path temp;
  private final InMemoryTree tree = new InMemoryTree();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-01-31T08:00:00Z");
  private Path work;
  private Path state;
  private SaveBook book;
  private Saving saving;

  @BeforeEach
  void aContainerStarts() throws IOException {
    work = temp.resolve("work");
    state = temp.resolve("state");
    Files.createDirectories(work);
    Files.createDirectories(state);
    anAgentStarts(1);
  }

  @Test
  void whatIsWrittenIsSavedAndWhatIsDeletedIsKeptInTheTrash() throws IOException {
    write("a/b c/ü.txt", "one");
    write("deep/er/x", "two");
    pass(1);
    assertThat(tree.visible())
        .containsEntry("a/b c/ü.txt", "one")
        .containsEntry("deep/er/x", "two");

    Files.delete(work.resolve("a/b c/ü.txt"));
    pass(7);

    assertThat(tree.visible()).containsEntry("a/b c", "/").doesNotContainKey("a/b c/ü.txt");
    assertThat(tree.paths())
        .anyMatch(path -> path.startsWith(".heddle/trash/") && path.endsWith("/a/b c/ü.txt"));
    assertThat(saving.isClean()).isTrue();
  }

  @Test
  void aRenamedDirectoryMovesWithAllThatIsInIt() throws IOException {
    write("old/a.txt", "one");
    write("old/sub/b.txt", "two");
    pass(1);

    Files.move(work.resolve("old"), work.resolve("new"));
    pass(8);

    assertThat(tree.visible())
        .containsOnlyKeys("new", "new/a.txt", "new/sub", "new/sub/b.txt")
        .containsEntry("new/sub/b.txt", "two");
  }

  @Test
  void theModeAndTheTimeOfAFileAreKept() throws IOException {
    write("run.sh", "echo");
    assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.setLastModifiedTime(work.resolve("run.sh"), FileTime.fromMillis(1_234_567));

    pass(1);

    assertThat(tree.isExecutable("run.sh")).isTrue();
    assertThat(tree.list("")).anyMatch(e -> e.name().equals("run.sh") && e.modified() == 1_234_567);
  }

  @Test
  void aNotebookIsNotReadWhileJupyterSavesIt() throws IOException {
    write("a.ipynb", "{\"version\": 1}");
    pass(1);
    write(".~a.ipynb", "{\"version\": 1}");
    write("a.ipynb", "{\"versio");
    pass(5);
    assertThat(tree.visible()).containsEntry("a.ipynb", "{\"version\": 1}");

    write("a.ipynb", "{\"version\": 2}");
    Files.delete(work.resolve(".~a.ipynb"));
    pass(6);

    assertThat(tree.visible()).containsOnlyKeys("a.ipynb").containsValue("{\"version\": 2}");
  }

  @Test
  void aLogThatGrowsAllTheTimeIsSavedAsFarAsItWent() throws IOException {
    write("a.log", "1\n");
    pass(1);
    tree.beforeEachStep(
        step -> {
          // It grows at each step that HDFS is asked for, so no copy ever sees it hold still.
          append("a.log", "more\n");
        });

    append("a.log", "more\n");
    pass(8);

    assertThat(tree.read("a.log").orElseThrow()).startsWith("1\nmore\nmore\n");
  }

  @Test
  void aFileThatIsRewrittenInTheMiddleOfACopyIsNotPutInItsPlace() throws IOException {
    int size = 200_000;
    write("a.txt", "A".repeat(size));
    int[] rewritings = {3};
    List<String> placed = new ArrayList<>();
    tree.afterEachPiece(
        () -> {
          if (rewritings[0]-- > 0) {
            rewrite("a.txt", (rewritings[0] % 2 == 0 ? "B" : "A").repeat(size));
          }
        });
    tree.beforeEachStep(
        step -> {
          if (step.startsWith("move") && step.endsWith(" a.txt")) {
            placed.add(tree.read(step.split(" ")[1]).orElseThrow());
          }
        });

    pass(8);

    assertThat(placed).isNotEmpty();
    assertThat(placed).allSatisfy(all -> assertThat(all.chars().distinct().count()).isOne());
    assertThat(tree.read("a.txt").orElseThrow()).isEqualTo("B".repeat(size));
  }

  @Test
  void aFileThatIsTruncatedAndWrittenAnewAllTheTimeIsNeverSavedHalf() throws IOException {
    write("a.txt", "a whole version");
    pass(1);
    int[] length = {0};
    tree.beforeEachStep(
        step -> {
          length[0] = (length[0] + 3) % 300;
          rewrite("a.txt", "y".repeat(length[0]));
        });

    pass(20);

    assertThat(tree.visible()).containsEntry("a.txt", "a whole version");
  }

  @Test
  void aNotebookThatIsCutOffWaitsAndIsThenTakenForWhatItsWriterWants() throws IOException {
    write("a.ipynb", "{\"version\": 1}");
    pass(1);
    write("a.ipynb", "{\"versio");
    pass(25);
    assertThat(tree.visible()).containsValue("{\"version\": 1}");

    pass(15);

    assertThat(tree.visible()).containsValue("{\"versio");
    assertThat(tree.paths())
        .as("the whole version before is in the trash")
        .anyMatch(path -> path.startsWith(".heddle/trash/") && path.endsWith("/a.ipynb"));
  }

  @Test
  void whatCannotBeSavedIsTold() throws IOException {
    write("large.bin", "x".repeat((int) LARGEST + 1));
    Files.createSymbolicLink(work.resolve("outside"), Path.of("/etc/hostname"));
    Files.createSymbolicLink(work.resolve("up"), Path.of("../state"));
    write("fine.txt", "fine");
    Files.createSymbolicLink(work.resolve("inside"), Path.of("fine.txt"));

    pass(6);

    assertThat(tree.visible()).containsOnlyKeys("fine.txt");
    assertThat(saving.skipped()).containsOnlyKeys("large.bin", "outside", "up");
    assertThat(Reports.describe(saving.skipped()))
        .contains("large.bin: it has 300001 bytes, more than maxFileSize")
        .contains("outside: it is a link to outside of the workspace");
    assertThat(tree.read(".heddle/links")).contains("inside\nfine.txt\n");
  }

  @Test
  void aFileThatGrewTooLargeKeepsTheVersionThatWasSaved() throws IOException {
    write("a.bin", "small");
    pass(1);
    write("a.bin", "x".repeat((int) LARGEST + 1));

    pass(10);

    assertThat(tree.visible()).containsEntry("a.bin", "small");
  }

  @Test
  void anHdfsThatIsAwayIsToldAndNothingIsLost() throws IOException {
    tree.fail(step -> true, "Call From node1 failed: Connection refused, safe mode");
    write("a.txt", "one");
    pass(30);
    assertThat(saving.trouble())
        .hasValueSatisfying(
            t -> {
              assertThat(t.reason()).isEqualTo("HdfsUnavailable");
              assertThat(t.message()).contains("Connection refused");
            });
    assertThat(saving.late()).isEqualTo(1);
    assertThat(saving.isClean()).isFalse();

    tree.heal();
    pass(11);

    assertThat(tree.visible()).containsEntry("a.txt", "one");
    assertThat(saving.trouble()).isEmpty();
    assertThat(saving.isClean()).isTrue();
    assertThat(log.toString(UTF_8).lines()).as("one line for it all, one for its end").hasSize(2);
  }

  @Test
  void oneFileThatFailsDoesNotHoldUpTheOthers() throws IOException {
    write("a-bad.txt", "bad");
    write("b.txt", "good");
    write("c.txt", "good");
    tree.fail(step -> step.startsWith("move ") && step.endsWith(" a-bad.txt"), "no");

    pass(60);

    assertThat(tree.visible()).containsOnlyKeys("b.txt", "c.txt");
    assertThat(saving.trouble()).isPresent();
  }

  @Test
  void aFullQuotaEmptiesTheTrashBeforeItIsToldAndHealsWhenItIsRaised() throws IOException {
    write("old.txt", "old");
    pass(1);
    Files.delete(work.resolve("old.txt"));
    pass(7);
    write("new.txt", "new");
    tree.failWith(
        step -> step.startsWith("write ") && trashHolds("old.txt"), DSQuotaExceededException::new);

    pass(3);

    assertThat(tree.visible()).containsOnlyKeys("new.txt");
    assertThat(saving.trouble()).isEmpty();

    tree.failWith(step -> step.startsWith("write "), DSQuotaExceededException::new);
    write("more.txt", "more");
    pass(20);
    assertThat(saving.trouble()).map(Trouble::reason).contains("QuotaExceeded");
    tree.heal();
    pass(11);
    assertThat(tree.visible()).containsOnlyKeys("new.txt", "more.txt");
    assertThat(saving.trouble()).isEmpty();
  }

  @Test
  void whoLostTheWorkspaceStopsSavingAndSaysSo() throws IOException {
    write("a.txt", "mine");
    pass(1);
    Generation.claim(tree, new Owner("team-b.other", "u2", 1, 1, "container_9"), "1-", now);

    write("a.txt", "mine again");
    Files.createDirectory(work.resolve("more"));
    pass(20);

    assertThat(saving.isFenced()).isTrue();
    assertThat(saving.trouble().orElseThrow().message())
        .contains("was taken over by team-b.other (container_9)")
        .contains("nothing is saved from here any more");
    assertThat(tree.visible()).containsOnlyKeys("a.txt").containsValue("mine");
  }

  @Test
  void aDirectoryThatIsTakenAwayAsAWholeDeletesNothing() throws IOException {
    write("a/b.txt", "one");
    pass(1);
    deleteAll(work);
    pass(20);
    assertThat(tree.visible()).containsEntry("a/b.txt", "one");
    assertThat(saving.trouble()).map(Trouble::reason).contains("DirectoryGone");

    Files.createDirectory(work);
    write("a/b.txt", "two");
    pass(20);

    assertThat(tree.visible()).containsEntry("a/b.txt", "two");
    assertThat(saving.trouble()).isEmpty();
  }

  @Test
  void whatVanishesWhileTheContainerIsTakenApartWasNotDeletedByAnybody() throws IOException {
    write("a.txt", "one");
    write("b.txt", "one");
    pass(1);
    write("a.txt", "last words");
    saving.freeze();
    Files.delete(work.resolve("b.txt"));

    saving.lookAtAll();
    saving.turn(true);
    pass(10);

    assertThat(tree.visible()).containsEntry("a.txt", "last words").containsEntry("b.txt", "one");
    assertThat(saving.isClean()).as("nobody waits for what will not be discarded").isTrue();
  }

  @Test
  void whatWasSeenToBeGoneAMomentBeforeTheContainerIsTakenApartIsKept() throws IOException {
    write("a.txt", "one");
    pass(1);
    Files.delete(work.resolve("a.txt"));
    saving.lookAtAll();
    saving.turn(false);

    saving.freeze();
    pass(10);
    saving.turn(true);

    assertThat(tree.visible()).containsEntry("a.txt", "one");
  }

  @Test
  void anAgentThatIsStartedAfterAnotherWasKilledGoesOn() throws IOException {
    write("a.txt", "one");
    write("b.txt", "one");
    pass(1);
    List<String> steps = new ArrayList<>();
    write("b.txt", "while nobody looked");
    Files.delete(work.resolve("a.txt"));

    anAgentStarts(2);
    tree.beforeEachStep(steps::add);
    pass(7);

    assertThat(tree.visible()).containsOnlyKeys("b.txt").containsValue("while nobody looked");
    assertThat(steps).filteredOn(step -> step.startsWith("write ")).hasSize(1);
  }

  /** Killed before each step in turn; the next agent does what is left. */
  @Test
  void anAgentMayBeKilledAtAnyStep() throws IOException {
    for (int kill = 0; kill < 25; kill++) {
      int[] steps = {kill};
      write("n/" + kill + ".txt", "new");
      write("same.txt", "version " + kill);
      Files.deleteIfExists(work.resolve("n/" + (kill - 1) + ".txt"));
      tree.fail(step -> steps[0]-- <= 0, "killed");
      pass(7);
      tree.heal();

      anAgentStarts(kill + 2);
      pass(7);

      assertThat(tree.visible())
          .as("killed before step " + kill)
          .containsOnlyKeys("n", "n/" + kill + ".txt", "same.txt")
          .containsEntry("same.txt", "version " + kill);
    }
  }

  @Test
  void theNextContainerFindsEverythingAsItWas() throws IOException {
    write("a/b c/ü.txt", "one");
    write("at 10:30.txt", "half past");
    Files.createDirectories(work.resolve("empty"));
    write("run.sh", "echo");
    assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.setLastModifiedTime(work.resolve("run.sh"), FileTime.fromMillis(1_234_567));
    Files.createSymbolicLink(work.resolve("a/link"), Path.of("../run.sh"));
    pass(6);
    Path other = temp.resolve("other");
    Files.createDirectories(other);

    Map<String, Stamp> restored = restore(other, true);

    assertThat(restored)
        .containsOnlyKeys("a", "a/b c", "a/b c/ü.txt", "at 10:30.txt", "empty", "run.sh");
    assertThat(other.resolve("a/b c/ü.txt")).hasContent("one");
    assertThat(other.resolve("at 10:30.txt")).hasContent("half past");
    assertThat(other.resolve("empty")).isEmptyDirectory();
    assertThat(other.resolve("run.sh")).isExecutable();
    assertThat(Files.isExecutable(other.resolve("at 10:30.txt"))).isFalse();
    assertThat(Files.getLastModifiedTime(other.resolve("run.sh")).toMillis()).isEqualTo(1_234_567);
    assertThat(Files.readSymbolicLink(other.resolve("a/link"))).isEqualTo(Path.of("../run.sh"));
  }

  @Test
  void aRestoreThatWasCutShortIsDoneOnceMoreAndNeverTouchesWhatTheServiceMade() throws IOException {
    tree.put("a.txt", "from HDFS");
    tree.put("b.txt", "from HDFS");
    Files.writeString(work.resolve("a.txt"), "half");

    restore(work, true);
    assertThat(work.resolve("a.txt")).hasContent("from HDFS");

    Files.writeString(work.resolve("a.txt"), "the service's own");
    assertThat(restore(work, false)).containsOnlyKeys("b.txt");
    assertThat(work.resolve("a.txt")).hasContent("the service's own");
  }

  @Test
  void aNotebookThatJupyterLeftHalfWrittenIsBroughtBack() throws IOException {
    write("a.ipynb", "{\"cells\": [");
    write(".~a.ipynb", "{\"cells\": []}");
    write("sub/b.ipynb", "{\"cells\": []}");
    write("sub/.~b.ipynb", "{\"cells\": [1]}");
    write("c.ipynb", "{");
    write(".~c.ipynb", "{");

    assertThat(NotebookRepair.repair(work)).isEqualTo(1);

    assertThat(work.resolve("a.ipynb")).hasContent("{\"cells\": []}");
    assertThat(work.resolve("sub/b.ipynb")).hasContent("{\"cells\": []}");
    assertThat(work.resolve("sub/.~b.ipynb")).doesNotExist();
    assertThat(work.resolve("c.ipynb")).hasContent("{");
    assertThat(work.resolve(".~c.ipynb")).exists();
  }

  private Map<String, Stamp> restore(Path target, boolean replace) throws IOException {
    LocalTree local = new LocalTree(target, new IgnoreRules(List.of()), LARGEST);
    return new Restoring(tree, local, temp.resolve("incoming"), new AtOnce(), () -> false)
        .run(replace);
  }

  private void anAgentStarts(int number) throws IOException {
    book = new SaveBook();
    new Ledger(state.resolve("ledger")).read(book);
    Generation generation =
        number == 1
            ? Generation.claim(
                tree, new Owner("team-a.churn", "u1", 1, 1, "container_1"), "1-", now)
            : Generation.resume(tree, 1, number + "-");
    Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    saving =
        new Saving(
            "/user/alice/churn",
            new LocalTree(work, new IgnoreRules(List.of()), LARGEST),
            book,
            state,
            generation,
            Optional.empty(),
            Runnable::run,
            () -> {},
            Duration.ofDays(7),
            clock,
            new AgentLog(new PrintStream(log, true, UTF_8), clock));
  }

  /** Seconds pass, with a turn each tenth of a second. */
  private void pass(int seconds) {
    for (long turn = 0; turn <= Duration.ofSeconds(seconds).dividedBy(TURN); turn++) {
      saving.turn(false);
      now = now.plus(TURN);
    }
    saving.turn(false);
  }

  private boolean trashHolds(String name) {
    return tree.paths().stream()
        .anyMatch(path -> path.startsWith(".heddle/trash/") && path.endsWith("/" + name));
  }

  private void write(String path, String content) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void append(String path, String content) {
    try {
      Files.writeString(work.resolve(path), content, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rewrite(String path, String content) {
    try {
      Files.writeString(work.resolve(path), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  /** Named as HDFS's own, by which it is known. */
  private static final class DSQuotaExceededException extends IOException {
    private static final long serialVersionUID = 1;

    DSQuotaExceededException() {
      super("The DiskSpace quota of /user/alice/churn is exceeded");
    }
  }

  private static final class AtOnce extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
