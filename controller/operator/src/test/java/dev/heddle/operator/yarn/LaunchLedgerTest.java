package dev.heddle.operator.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.operator.yarn.LaunchRemains.AgentPackage;
import dev.heddle.operator.yarn.LaunchRemains.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on record of whom, on a file system that several installations and clusters share. */
class LaunchLedgerTest {

  private static final String FIRST = "application_1700000000000_0001";
  private static final String SECOND = "application_1700000000000_0002";
  private static final String OLD = "a".repeat(64) + ".tar";
  private static final String NEW = "b".repeat(64) + ".tar";

  @TempDir Path root;
  private LaunchLedger ours;
  private LaunchLedger theirs;
  private LaunchLedger elsewhere;

  @BeforeEach
  void open() {
    ours = ledger("ours", "one.example:8032");
    theirs = ledger("theirs", "one.example:8032");
    elsewhere = ledger("ours", "two.example:8032");
  }

  private LaunchLedger ledger(String installation, String resourceManager) {
    Configuration conf = new Configuration(false);
    conf.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
    conf.set("yarn.resourcemanager.address", resourceManager);
    return new LaunchLedger(root.toUri().toString(), installation, conf);
  }

  private static List<String> ids(List<Launched> launches) {
    return launches.stream().map(Launched::applicationId).sorted().toList();
  }

  @Test
  void whatAnotherInstallationOrClusterHasLaunchedIsNotOurs() throws IOException {
    ours.launches(FIRST, "alice", Set.of(NEW));
    theirs.launches(SECOND, "alice", Set.of(NEW));
    elsewhere.launches("application_1_1", "alice", Set.of(NEW));

    assertThat(ids(ours.openLaunches())).containsExactly(FIRST);
    assertThat(ours.openLaunches().get(0).user()).isEqualTo("alice");
    assertThat(ours.openLaunches().get(0).packages()).containsExactly("b".repeat(16));
    ours.close(Set.of(FIRST, SECOND, "application_1_1"), true);
    assertThat(ids(ours.openLaunches())).isEmpty();
    assertThat(ids(ours.overLaunches())).containsExactly(FIRST);
    assertThat(ids(theirs.openLaunches())).containsExactly(SECOND);
    assertThat(ids(elsewhere.openLaunches())).containsExactly("application_1_1");
  }

  @Test
  void anythingMayBeRepeatedAndWhatIsOverIsKeptForItsLogsOnly() throws IOException {
    for (int i = 0; i < 2; i++) {
      ours.launches(FIRST, "alice", Set.of(NEW));
      ours.launches(SECOND, "alice", Set.of(NEW));
    }
    assertThat(ids(ours.openLaunches())).containsExactly(FIRST, SECOND);
    for (int i = 0; i < 2; i++) {
      ours.close(Set.of(FIRST), false);
      ours.close(Set.of(SECOND), true);
    }
    assertThat(ids(ours.openLaunches())).isEmpty();
    assertThat(ids(ours.overLaunches())).containsExactly(SECOND);
    Launched over = ours.overLaunches().get(0);
    ours.forget(over);
    ours.forget(over);
    assertThat(ours.overLaunches()).isEmpty();
  }

  @Test
  void whatDoesNotLookLikeARecordIsNone() throws IOException {
    ours.launches(FIRST, "alice", Set.of());
    Path open = record("ours@one.example_8032/open");
    for (String name :
        List.of("application_1_2", "readme,x", "application_1_3,..", "application")) {
      Files.createDirectories(open.resolve(name));
    }

    assertThat(ids(ours.openLaunches())).containsExactly(FIRST);
    assertThatThrownBy(() -> ours.launches(SECOND, "../bob", Set.of()))
        .hasMessageContaining("'../bob' can't be put on record");
  }

  private Path record(String name) {
    return root.resolve("installations").resolve(name);
  }

  @Test
  void aPackageGoesWithTheLastInstallationThatHasItOnRecord() throws IOException {
    Path file = Files.writeString(Files.createDirectories(root.resolve("agent")).resolve(OLD), "");
    Path unknown = Files.writeString(root.resolve("agent").resolve("c".repeat(64) + ".tar"), "");
    ours.uses(OLD);
    ours.uses(NEW);
    theirs.uses(OLD);
    theirs.launches(SECOND, "bob", Set.of(OLD));

    assertThat(ours.olderPackages(Set.of(NEW)))
        .extracting(AgentPackage::name, AgentPackage::usedBy)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(OLD, List.of(SECOND)));
    theirs.close(Set.of(SECOND), false);
    assertThat(ours.olderPackages(Set.of(NEW)).get(0).usedBy()).isEmpty();
    ours.giveUp(OLD);
    assertThat(file).exists();
    assertThat(ours.olderPackages(Set.of(NEW))).isEmpty();
    theirs.giveUp(OLD);
    assertThat(file).doesNotExist();
    theirs.giveUp(OLD);
    assertThat(unknown).as("nobody has it on record").exists();
  }
}
