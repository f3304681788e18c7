package dev.heddle.appmaster.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.workspace.SaveBook.Discard;
import dev.heddle.appmaster.workspace.SaveBook.MakeDirectory;
import dev.heddle.appmaster.workspace.SaveBook.Save;
import dev.heddle.appmaster.workspace.SaveBook.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a change is saved. All times are made up. */
class SaveBookTest {
  private static final Instant START = Instant.parse("2026-01-31T08:00:00Z");

  private final SaveBook book = new SaveBook();

  @Test
  void aFileIsSavedOnceItHasBeenQuiet() {
    see("a.txt", file(1), 0);
    assertThat(due(199)).isEmpty();
    see("a.txt", file(2), 150);
    assertThat(due(340)).isEmpty();

    assertThat(due(350)).containsExactly("save a.txt");
    assertThat(book.nextDue()).contains(at(350));
  }

  @Test
  void aFileThatIsWrittenAllTheTimeIsTriedAfterTwoSeconds() {
    for (int time = 0; time < 2000; time += 100) {
      see("a.log", file(time), time);
      assertThat(due(time)).isEmpty();
    }

    see("a.log", file(2000), 2000);
    assertThat(due(2000)).containsExactly("save a.log");
  }

  @Test
  void inAHurryNothingWaits() {
    book.known("old.txt", file(1));
    see("a.txt", file(2), 0);
    gone("old.txt", 0);

    assertThat(hurried(0)).containsExactly("save a.txt", "discard old.txt");
  }

  @Test
  void whatIsOnRecordUnchangedIsNotSavedAgain() {
    book.known("a.txt", file(1));
    see("a.txt", file(1), 0);

    assertThat(book.isClean()).isTrue();
    assertThat(due(60_000)).isEmpty();
  }

  @Test
  void aChangeDuringTheCopyIsSavedAfterwards() {
    see("a.txt", file(1), 0);
    assertThat(due(200)).containsExactly("save a.txt");
    book.begun("a.txt");
    see("a.txt", file(2), 210);
    assertThat(due(5000)).isEmpty();

    book.done("a.txt", file(1));

    assertThat(book.isClean()).isFalse();
    assertThat(due(410)).containsExactly("save a.txt");
    book.begun("a.txt");
    book.done("a.txt", file(2));
    assertThat(book.isClean()).isTrue();
  }

  @Test
  void aFileThatChangesBackDuringTheCopyIsSavedOnceMore() {
    book.known("a.txt", file(1));
    see("a.txt", file(2), 0);
    book.begun("a.txt");
    see("a.txt", file(1), 100);

    book.done("a.txt", file(2));

    assertThat(due(1000)).containsExactly("save a.txt");
  }

  @Test
  void directoriesComeBeforeWhatIsInThem() {
    see("a/b/c.txt", file(1), 0);
    see("a/b", Stamp.DIRECTORY, 0);
    see("a", Stamp.DIRECTORY, 0);

    assertThat(due(200)).containsExactly("make a", "make a/b", "save a/b/c.txt");
  }

  @Test
  void anEmptyDirectoryIsKeptToo() {
    see("empty", Stamp.DIRECTORY, 0);

    assertThat(due(0)).containsExactly("make empty");
  }

  @Test
  void whatIsGoneIsDiscardedALittleLaterTopmostFirst() {
    book.known("a", Stamp.DIRECTORY);
    book.known("a/b.txt", file(1));
    gone("a/b.txt", 0);
    gone("a", 0);
    assertThat(due(999)).isEmpty();

    assertThat(due(1000)).containsExactly("discard a");
    book.discarded("a");
    assertThat(book.isClean()).isTrue();
    assertThat(book.saved()).isEmpty();
  }

  @Test
  void aFileThatIsDeletedAndWrittenAnewIsReplacedInPlace() {
    book.known("a.txt", file(1));
    gone("a.txt", 0);
    see("a.txt", file(2), 500);

    assertThat(due(1000)).containsExactly("save a.txt");
  }

  @Test
  void aRenamedFileKeepsItsOldNameUntilTheNewOneIsSaved() {
    book.known("old.txt", file(7));
    gone("old.txt", 0);
    see("new.txt", file(7), 0);
    assertThat(hurried(5000)).containsExactly("save new.txt");
    book.begun("new.txt");
    assertThat(hurried(6000)).isEmpty();

    book.done("new.txt", file(7));

    assertThat(due(6000)).containsExactly("discard old.txt");
  }

  @Test
  void aRenamedDirectoryKeepsItsOldNameUntilAllOfItIsSaved() {
    book.known("old", Stamp.DIRECTORY);
    book.known("old/a.txt", file(7));
    book.known("old/b.txt", file(8));
    gone("old", 0);
    gone("old/a.txt", 0);
    gone("old/b.txt", 0);
    see("new", Stamp.DIRECTORY, 0);
    see("new/a.txt", file(7), 0);
    see("new/b.txt", file(8), 0);
    assertThat(due(2000)).containsExactly("make new", "save new/a.txt", "save new/b.txt");
    book.done("new", Stamp.DIRECTORY);
    book.begun("new/a.txt");
    book.begun("new/b.txt");
    book.done("new/a.txt", file(7));
    assertThat(due(3000)).isEmpty();

    book.done("new/b.txt", file(8));

    assertThat(due(3000)).containsExactly("discard old");
  }

  @Test
  void aDirectoryThatBecameAFileIsDiscardedFirst() {
    book.known("a", Stamp.DIRECTORY);
    book.known("a/b.txt", file(1));
    gone("a/b.txt", 0);
    see("a", file(2), 0);
    assertThat(due(200)).containsExactly("discard a");

    book.discarded("a");

    assertThat(due(200)).containsExactly("save a");
  }

  @Test
  void aFileThatBecameADirectoryIsDiscardedFirst() {
    book.known("a", file(1));
    see("a", Stamp.DIRECTORY, 0);
    see("a/b.txt", file(2), 0);
    assertThat(due(200)).containsExactly("discard a");

    book.discarded("a");

    assertThat(due(200)).containsExactly("make a", "save a/b.txt");
  }

  @Test
  void whatFailedWaitsAndLetsOthersGoFirst() {
    see("a.txt", file(1), 0);
    see("b.txt", file(2), 0);
    book.begun("a.txt");

    book.again("a.txt", at(500));

    assertThat(due(400)).containsExactly("save b.txt");
    assertThat(due(500)).containsExactly("save b.txt", "save a.txt");
  }

  @Test
  void aDirectoryThatHdfsHasLostIsMadeAndFilledAnew() {
    book.known("a", Stamp.DIRECTORY);
    book.known("a/b.txt", file(1));

    book.lost("a", at(0));

    assertThat(due(200)).containsExactly("make a", "save a/b.txt");
  }

  @Test
  void onlyWhatHasWaitedForLongIsToldAsWaiting() {
    see("a.txt", file(1), 0);

    assertThat(book.late(at(5000))).isZero();
    assertThat(book.late(at(5001))).isEqualTo(1);
  }

  private void see(String path, Stamp stamp, long millis) {
    book.observe(path, Optional.of(stamp), at(millis), at(millis));
  }

  private void gone(String path, long millis) {
    book.observe(path, Optional.empty(), at(millis), at(millis));
  }

  private List<String> due(long millis) {
    return words(book.due(at(millis), false));
  }

  private List<String> hurried(long millis) {
    return words(book.due(at(millis), true));
  }

  private static List<String> words(List<Step> steps) {
    return steps.stream()
        .map(
            step -> {
              if (step instanceof Save) {
                return "save " + step.path();
              }
              if (step instanceof MakeDirectory) {
                return "make " + step.path();
              }
              return (step instanceof Discard ? "discard " : "? ") + step.path();
            })
        .toList();
  }

  private static Instant at(long millis) {
    return START.plus(Duration.ofMillis(millis));
  }

  /** A file whose inode and content are told by one number. */
  private static Stamp file(long number) {
    return new Stamp(Stamp.Kind.FILE, 10, number, number, number, false);
  }
}
