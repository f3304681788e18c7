package dev.heddle.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.operator.config.ConfigFile;
import dev.heddle.operator.config.OperatorConfig;
import dev.heddle.operator.config.YarnConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OperatorSettingsTest {

  @Test
  void theOperatorReadsWhatWasSetInWhateverOrderItWasSet() {
    OperatorSettings settings =
        OperatorSettings.none()
            .with("yarn.ports", "30000-30100")
            .with("sources", List.of(Map.of("name", "a", "directory", "hdfs:///a")))
            .with("api.port", 7000)
            .with("yarn.pollInterval", "3s");

    OperatorConfig read = read(settings);

    assertThat(read.yarn().ports()).isEqualTo(new YarnConfig.Ports(30000, 30100));
    assertThat(read.yarn().pollInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.api().port()).isEqualTo(7000);
    assertThat(read.sources()).singleElement().satisfies(s -> assertThat(s.name()).isEqualTo("a"));
  }

  @Test
  void theLaterSettingHolds() {
    OperatorSettings base = OperatorSettings.none().with("api.port", 1).with("hadoop.user", "a");

    OperatorConfig read = read(base.with(OperatorSettings.none().with("api.port", 2)));

    assertThat(read.api().port()).isEqualTo(2);
    assertThat(read.hadoop().user()).contains("a");
  }

  @Test
  void withoutSettingsAllIsDefault() {
    assertThat(read(OperatorSettings.none()))
        .isEqualTo(ConfigFile.parse("empty", new byte[0], Path.of("/")));
  }

  private static OperatorConfig read(OperatorSettings settings) {
    return ConfigFile.parse("test", settings.yaml().getBytes(UTF_8), Path.of("/"));
  }
}
