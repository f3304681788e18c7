package dev.heddle.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.config.ApiConfig.AuditConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

  @TempDir Path directory;

  @Test
  void linesAreThereAtOnceAndAfterARestart() throws IOException {
    AuditConfig config = config(DataSize.ofMebibytes(1));
    try (AuditFile audit = AuditFile.open(config)) {
      audit.write("{\"a\":\"{}\"}");
      assertThat(Files.readAllLines(config.file())).containsExactly("{\"a\":\"{}\"}");
    }
    try (AuditFile audit = AuditFile.open(config)) {
      audit.write("second");
    }
    assertThat(Files.readAllLines(config.file())).isEqualTo(List.of("{\"a\":\"{}\"}", "second"));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(config.file().getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aFullFileIsPutAsideAndSoManyAreKept() throws IOException {
    AuditConfig config = config(DataSize.parse("100 B"));
    for (int i = 0; i < 6; i++) { // Each start looks at the size.
      try (AuditFile audit = AuditFile.open(config)) {
        audit.write("x".repeat(150) + i);
      }
    }
    try (Stream<Path> files = Files.list(config.file().getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.log", "audit.log.1", "audit.log.2");
    }
  }

  private AuditConfig config(DataSize size) {
    return new AuditConfig(directory.resolve("audit/audit.log"), size, 2);
  }
}
