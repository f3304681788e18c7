package dev.heddle.appmaster.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.container.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DisplayTest {
  @TempDir private Path directory;
  private final List<Float> told = new ArrayList<>();

  private Display open(String name, Optional<String> saved) throws IOException {
    return Display.open(
        new StateFile(directory.resolve(name)),
        saved,
        new Display.Listener() {
          @Override
          public void progressed(float progress) {
            told.add(progress);
          }

          @Override
          public void changed() {}
        });
  }

  @Test
  void pagesAndProgressOutliveAKilledAgentAndTheAttempt() throws IOException {
    Display first = open("a", Optional.empty());
    first.add(new Page("board", "http://node7:8787/", "Board"));
    first.add(new Page("gone", "http://node7:1/", ""));
    first.remove("gone");
    first.progress(0.25f);

    Display again = open("a", Optional.empty());
    Display nextAttempt = open("b", Optional.of(first.record()));

    assertThat(again.pages()).isEqualTo(first.pages()).hasSize(1);
    assertThat(nextAttempt.pages()).isEqualTo(first.pages());
    assertThat(nextAttempt.progress()).isEqualTo(0.25f);
    assertThat(told).as("YARN is told again").containsExactly(0.25f, 0.25f, 0.25f);
  }

  @Test
  void whatMakesNoSenseIsRefused() throws IOException {
    Display display = open("a", Optional.empty());
    display.add(new Page("board", "http://node7:8787/", "Board"));

    assertThatThrownBy(() -> display.add(new Page("other", "http://node7:1/", "Board")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'Board'");
    assertThatThrownBy(() -> display.remove("other")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Page("a/b", "http://node7:1/", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Page("a", "javascript:alert(1)", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> display.progress(Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> display.progress(1.5f)).hasMessageContaining("between 0 and 1");
    assertThat(display.pages()).hasSize(1);
  }
}
