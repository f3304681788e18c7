package dev.heddle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LabShapeTest {
  private static final long GIBIBYTE = 1024L * 1024 * 1024;

  @Test
  void aNodeOffersThreeQuartersOfTheMachineWithinBounds() {
    assertThat(LabShape.nodeMegabytesFor(4 * GIBIBYTE)).isEqualTo(3072);
    assertThat(LabShape.nodeMegabytesFor(256 * GIBIBYTE)).isEqualTo(8192);
    assertThat(LabShape.nodeMegabytesFor(GIBIBYTE / 2)).isEqualTo(1024);
  }

  @Test
  void separateDaemonsHaveAProcessEach() {
    assertThat(LabShape.separate(2, 1024).withZooKeeper().processes())
        .extracting(LabProcess::name)
        .containsExactly("zk", "nn", "dn", "rm", "nm1", "nm2");
  }

  @Test
  void oneJvmHoldsAllFour() {
    assertThat(LabShape.inOneJvm(1024).processes())
        .singleElement()
        .satisfies(process -> assertThat(process.daemons()).hasSize(4));
  }

  @Test
  void oneJvmRefusesWhatItCannotHold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabShape.inOneJvm(1024).withZooKeeper())
        .withMessageContaining("leave out --one-jvm");
  }
}
