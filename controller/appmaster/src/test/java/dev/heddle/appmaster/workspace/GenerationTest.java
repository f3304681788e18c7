package dev.heddle.appmaster.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Of two containers that hold one workspace, the newer alone can change it. */
class GenerationTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final Owner FIRST = owner("u1", 1, 1);
  private static final Owner SECOND = owner("u1", 1, 2);

  private final InMemoryTree tree = new InMemoryTree();

  @Test
  void aFileIsSeenWholeAndOnlyOnceItIsPublished() throws IOException {
    Generation generation = claim(FIRST);

    String place = generation.stage(true, 5, output -> output.write("one".getBytes(UTF_8)));

    assertThat(tree.visible()).isEmpty();
    generation.publish(place, "a.txt");
    assertThat(tree.visible()).containsOnlyKeys("a.txt").containsValue("one");
    assertThat(tree.isExecutable("a.txt")).isTrue();
  }

  @Test
  void anEarlierHolderChangesNothingOnceALaterOneHasClaimed() throws IOException {
    Generation earlier = claim(FIRST);
    save(earlier, "kept.txt", "by the first");
    String staged = earlier.stage(false, 5, output -> output.write("late".getBytes(UTF_8)));

    Generation later = claim(SECOND);
    save(later, "kept.txt", "by the second");

    assertFenced(() -> earlier.publish(staged, "kept.txt"));
    assertFenced(() -> save(earlier, "kept.txt", "late"));
    assertFenced(() -> earlier.makeDirectory("late"));
    assertFenced(() -> earlier.discard("kept.txt", NOW));
    assertThat(tree.visible()).containsOnlyKeys("kept.txt").containsValue("by the second");
  }

  @Test
  void anEarlierContainerOfTheSameResourceThatComesLateIsRefused() throws IOException {
    Generation later = claim(SECOND);

    assertThatThrownBy(() -> claim(FIRST))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("in use by the later team-a.churn (container_1_2)");
    save(later, "a.txt", "still mine");
    assertThat(tree.visible()).containsValue("still mine");
  }

  @Test
  void aLaterRunGoesBeforeALaterAttemptOfAnEarlierRun() throws IOException {
    claim(owner("u1", 2, 1));

    assertThatThrownBy(() -> claim(owner("u1", 1, 7))).isInstanceOf(FencedException.class);
  }

  @Test
  void anotherResourceTakesTheWorkspaceOver() throws IOException {
    Generation before = claim(owner("u1", 9, 9));

    Generation after = claim(owner("u2", 1, 1));

    save(after, "a.txt", "new");
    assertFenced(() -> save(before, "a.txt", "old"));
  }

  @Test
  void anAgentThatWasKilledBeforeItCouldNoteItsClaimFindsItAgain() throws IOException {
    Generation before = claim(FIRST);

    Generation after = claim(FIRST);

    assertThat(after.number()).isEqualTo(before.number());
    save(after, "a.txt", "mine");
    assertThat(tree.visible()).containsValue("mine");
  }

  /**
   * At each step of one container's claim another container claims and saves. Whatever the order,
   * the later container keeps the workspace and the earlier one changes nothing.
   */
  @Test
  void aClaimThatIsOvertakenAtAnyStepNeverHarmsTheLaterContainer() throws IOException {
    int overtakings = 0;
    for (int at = 0; at < 40; at++) {
      InMemoryTree each = new InMemoryTree();
      Generation.claim(each, owner("u1", 1, 1), "1-", NOW);
      Generation[] later = new Generation[1];
      int[] step = {at};
      each.beforeEachStep(
          words -> {
            if (step[0]-- == 0) {
              later[0] = claimAndSave(each);
            }
          });

      boolean refused = false;
      try {
        Generation late = Generation.claim(each, owner("u1", 1, 2), "1-", NOW);
        save(late, "a.txt", "earlier");
      } catch (FencedException e) {
        refused = true;
      }

      if (later[0] != null) {
        overtakings++;
        assertThat(refused).as("overtaken before step " + at).isTrue();
        save(later[0], "b.txt", "later");
        assertThat(each.visible())
            .as("overtaken before step " + at)
            .containsEntry("a.txt", "later")
            .containsEntry("b.txt", "later");
      }
    }
    assertThat(overtakings).isGreaterThan(10);
  }

  @Test
  void whoIsOvertakenWhileItClaimsIsRefusedBeforeItReadsAnything() {
    int refused = 0;
    for (int at = 0; at < 12; at++) {
      InMemoryTree each = new InMemoryTree();
      Generation[] later = new Generation[1];
      int[] step = {at};
      each.beforeEachStep(
          words -> {
            if (step[0]-- == 0) {
              later[0] = claimAndSave(each);
            }
          });
      try {
        Generation late = Generation.claim(each, owner("u1", 1, 1), "1-", NOW);
        assertThat(later[0]).as("has claimed %d before step %d", late.number(), at).isNull();
      } catch (IOException overtaken) {
        assertThat(overtaken).isInstanceOf(FencedException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5);
  }

  private static Generation claimAndSave(InMemoryTree tree) {
    try {
      Generation later = Generation.claim(tree, owner("u1", 1, 3), "1-", NOW);
      save(later, "a.txt", "later");
      return later;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsDiscardedIsKeptInTheTrashForItsTime() throws IOException {
    Generation generation = claim(FIRST);
    generation.makeDirectory("a");
    save(generation, "a/b.txt", "precious");

    generation.discard("a/b.txt", NOW);

    assertThat(tree.visible()).containsOnlyKeys("a");
    String kept =
        tree.paths().stream().filter(path -> path.endsWith("a/b.txt")).findFirst().orElseThrow();
    assertThat(kept).startsWith(".heddle/trash/2026-01-31T08-00-00-000Z");
    generation.purge(Duration.ofDays(7), NOW.plus(Duration.ofDays(6)));
    assertThat(tree.read(kept)).contains("precious");
    generation.purge(Duration.ofDays(7), NOW.plus(Duration.ofDays(8)));
    assertThat(tree.read(kept)).isEmpty();
  }

  @Test
  void whatWasOnItsWayToTheTrashWhenItsHolderDiedIsKeptToo() throws IOException {
    Generation dying = claim(FIRST);
    save(dying, "b.txt", "precious");
    tree.fail(step -> step.startsWith("move .heddle/1/2026"), "killed");
    assertThatThrownBy(() -> dying.discard("b.txt", NOW)).isInstanceOf(IOException.class);
    tree.heal();

    claim(SECOND);

    assertThat(tree.paths())
        .filteredOn(path -> path.endsWith("/b.txt") && path.startsWith(".heddle/trash/"))
        .hasSize(1);
  }

  @Test
  void claimsLeaveNothingBehindThatGrows() throws IOException {
    for (int attempt = 1; attempt <= 20; attempt++) {
      save(claim(owner("u1", 1, attempt)), "a.txt", "x");
    }

    assertThat(tree.paths()).hasSize(7);
  }

  @Test
  void aDirectoryThatSomebodyDeletedInHdfsIsNoTakeOver() throws IOException {
    Generation generation = claim(FIRST);
    generation.makeDirectory("a");
    tree.delete("a");

    assertThatThrownBy(() -> save(generation, "a/b.txt", "x"))
        .isInstanceOf(java.io.FileNotFoundException.class);
  }

  private Generation claim(Owner owner) throws IOException {
    return Generation.claim(tree, owner, "1-", NOW);
  }

  private static void save(Generation generation, String path, String content) throws IOException {
    generation.publish(
        generation.stage(false, 5, output -> output.write(content.getBytes(UTF_8))), path);
  }

  private static void assertFenced(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("was taken over by team-a.churn");
  }

  private static Owner owner(String uid, int run, int attempt) {
    return new Owner("team-a.churn", uid, run, attempt, "container_" + run + "_" + attempt);
  }
}
