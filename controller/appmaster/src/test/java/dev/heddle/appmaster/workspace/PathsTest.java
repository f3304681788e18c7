package dev.heddle.appmaster.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {

  @ParameterizedTest
  @CsvSource({
    "a b/ä ö.txt, a b/ä ö.txt",
    "50%.txt, 50%.txt",
    "run 10:30.log, run 10%3A30.log",
    "a%3Ab, a%253Ab",
    "a%253Ab:%, a%25253Ab%3A%"
  })
  void aNameThatHdfsCannotHoldIsWrittenOtherwiseAndComesBack(String local, String remote) {
    assertThat(Paths.toRemote(local)).isEqualTo(remote);
    assertThat(Paths.toLocal(remote)).isEqualTo(local);
  }

  @ParameterizedTest
  @CsvSource({
    "*.log, run/a.log, true",
    "*.log, run/a.logs, false",
    "data/*.csv, data/a.csv, true",
    "data/*.csv, more/data/a.csv, false",
    "data/*.csv, data/sub/a.csv, false",
    "/top, top, true",
    "/top, sub/top, false",
    "build/, sub/build, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "none, sub/.ipynb_checkpoints, true",
    "none, .~a.ipynb, true",
    "none, sub/a.ipynb, false"
  })
  void patternsWithoutASlashMatchNamesAndOthersPaths(String pattern, String path, boolean ignored) {
    assertThat(new IgnoreRules(List.of(pattern)).ignores(path)).isEqualTo(ignored);
  }

  @Test
  void anOwnerIsReadBackFromItsName() {
    Owner owner = new Owner("team-a.churn", "u-1", 3, 2, "container_1_0001_02_000001");

    assertThat(Owner.parse(owner.directoryName())).contains(owner);
    assertThat(Owner.parse("new")).isEmpty();
  }
}
