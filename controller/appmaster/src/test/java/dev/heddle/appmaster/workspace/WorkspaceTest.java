package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.heddle.appmaster.container.AgentLog;
import dev.heddle.appmaster.protocol.WorkspaceReport;
import dev.heddle.appmaster.protocol.WorkspaceSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it on its own threads, with a real directory and an HDFS in memory. */
@Timeout(60)
class WorkspaceTest {
  private static final Duration FOREVER = Duration.ofMinutes(10);

  @TempDir private Path temp;
  private final InMemoryTree tree = new InMemoryTree();
  private final CountDownLatch restored = new CountDownLatch(1);
  private Path work;
  private Thread thread;

  @BeforeEach
  void aWorkspaceHoldsAFile() {
    work = temp.resolve("work");
    tree.put("a.txt", "one");
  }

  @AfterEach
  void end() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private Workspace start(RemoteTree remote) {
    Workspace workspace =
        new Workspace(
            new WorkspaceSpec(
                "/user/alice/churn", 1, false, List.of(), 1L << 30, Duration.ofDays(7)),
            "team-a.churn",
            "u1",
            1,
            "container_1",
            1,
            work,
            temp.resolve("state"),
            () -> remote,
            restored::countDown,
            Clock.systemUTC(),
            new AgentLog(
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8), Clock.systemUTC()));
    thread = new Thread(workspace, "workspace");
    thread.start();
    return workspace;
  }

  private static CountDownLatch flushed(Workspace workspace) {
    CountDownLatch flushed = new CountDownLatch(1);
    workspace.flush(FOREVER, flushed::countDown);
    return flushed;
  }

  @Test
  void whatIsThereIsRestoredAndWhatIsWrittenIsSaved() throws Exception {
    Workspace workspace = start(tree);
    assertThat(restored.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(work.resolve("a.txt")).hasContent("one");

    Files.writeString(work.resolve("a.txt"), "two");
    Files.writeString(work.resolve("b.txt"), "new");
    assertThat(flushed(workspace).await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(tree.visible()).containsEntry("a.txt", "two").containsEntry("b.txt", "new");
    await()
        .untilAsserted(
            () -> assertThat(workspace.report().state()).isEqualTo(WorkspaceReport.State.SAVING));
  }

  @Test
  void aRestoreThatIsNotWantedAnyMoreEndsInTheMiddleOfAFileAndSavesNothing() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    Workspace workspace = start(new EndlessFile(tree, reading));
    assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
    CountDownLatch flushed = flushed(workspace);

    workspace.giveUpRestoring();

    assertThat(flushed.await(30, TimeUnit.SECONDS)).as("who waits for the end").isTrue();
    assertThat(workspace.isRestored()).isFalse();
    assertThat(work.resolve("a.txt")).doesNotExist();
    assertThat(tree.visible()).containsOnlyKeys("a.txt").containsValue("one");
    assertThat(flushed(workspace).await(30, TimeUnit.SECONDS)).as("and who comes later").isTrue();
    assertThat(workspace.report().reason()).isEqualTo("NotRestored");
  }

  @Test
  void aRestoreThatWaitsForHdfsEndsTooWhenItIsNotWanted() throws Exception {
    tree.fail(step -> true, "HDFS is away");
    Workspace workspace = start(tree);
    await().until(() -> workspace.report().state() == WorkspaceReport.State.FAILING);

    workspace.giveUpRestoring();
    tree.heal();

    await().until(() -> workspace.report().reason().equals("NotRestored"));
    assertThat(flushed(workspace).await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(work.resolve("a.txt")).doesNotExist();
  }

  /** HDFS whose files go on and on. */
  private record EndlessFile(InMemoryTree tree, CountDownLatch reading) implements RemoteTree {
    @Override
    public InputStream open(String path) throws IOException {
      reading.countDown();
      return new InputStream() {
        @Override
        public int read() {
          return 'x';
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
          return 1;
        }
      };
    }

    @Override
    public List<Entry> list(String directory) throws IOException {
      return tree.list(directory);
    }

    @Override
    public boolean exists(String path) throws IOException {
      return tree.exists(path);
    }

    @Override
    public void makeDirectories(String path) throws IOException {
      tree.makeDirectories(path);
    }

    @Override
    public void makeDirectory(String path) throws IOException {
      tree.makeDirectory(path);
    }

    @Override
    public void write(String path, boolean executable, long modified, Content content)
        throws IOException {
      tree.write(path, executable, modified, content);
    }

    @Override
    public void move(String from, String to, boolean overwrite) throws IOException {
      tree.move(from, to, overwrite);
    }

    @Override
    public void delete(String path) throws IOException {
      tree.delete(path);
    }
  }
}
