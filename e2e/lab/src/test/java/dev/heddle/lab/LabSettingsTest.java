package dev.heddle.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabSettingsTest {
  @TempDir private Path directory;

  @Test
  void whatWasWrittenIsRead() {
    LabHome home = new LabHome(directory);
    LabSettings settings =
        new LabSettings(
            LabShape.separate(2, 2048).withZooKeeper(), PortMap.of(Map.of("nn.rpc", 18020)));

    settings.write(home);

    assertThat(LabSettings.read(home)).contains(settings);
  }

  @Test
  void anUnusedHomeHasNone() {
    assertThat(LabSettings.read(new LabHome(directory))).isEmpty();
  }

  @Test
  void aTornFileIsNamedTogetherWithTheWayOut() throws IOException {
    Files.writeString(directory.resolve("lab.json"), "{\"oneJvm\": tr");

    assertThatThrownBy(() -> LabSettings.read(new LabHome(directory)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("lab.json")
        .hasMessageContaining("heddle lab wipe");
  }
}
