package dev.heddle.scenarios.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The least that a packed environment has to have: {@code bin/python}. */
public final class PackedEnvironment {

  private PackedEnvironment() {}

  /** An archive whose Python is one of this machine. */
  public static Path of(String python, Path directory) throws IOException, InterruptedException {
    Path executable = directory.resolve("environment/bin/python");
    Files.createDirectories(executable.getParent());
    Files.writeString(executable, "#!/bin/sh\nexec " + python + " \"$@\"\n");
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive = directory.resolve("environment.tar.gz");
    int status =
        new ProcessBuilder(
                "tar",
                "-czf",
                archive.toString(),
                "-C",
                directory.resolve("environment").toString(),
                "bin")
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("tar ended with status " + status);
    }
    return archive;
  }
}
