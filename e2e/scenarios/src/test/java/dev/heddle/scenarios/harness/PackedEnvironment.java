package dev.heddle.scenarios.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Environments as conda-pack and venv-pack leave them: an archive to be unpacked anywhere. */
public final class PackedEnvironment {

  private PackedEnvironment() {}

  /**
   * An archive of a virtual environment with what this machine's Python has: its {@code activate}
   * goes by its own place, and its kernel names an interpreter of the machine it was packed on.
   */
  public static Path venv(String python, Path directory) throws IOException, InterruptedException {
    Path home = directory.resolve("environment");
    run(python, "-m", "venv", "--system-site-packages", "--without-pip", home.toString());
    Path activate = home.resolve("bin/activate");
    String here = "\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")/..\" && pwd)\"";
    Files.writeString(
        activate,
        Files.readString(activate)
            .replace("\"" + home + "\"", here)
            .replace("VIRTUAL_ENV=" + home, "VIRTUAL_ENV=" + here));
    Path kernel = home.resolve("share/jupyter/kernels/python3/kernel.json");
    Files.createDirectories(kernel.getParent());
    Files.writeString(
        kernel,
        """
        {
         "display_name": "Python 3",
         "language": "python",
         "argv": [
          "/home/jcrist/miniconda/envs/jupyter-demo/bin/python",
          "-m",
          "ipykernel_launcher",
          "-f",
          "{connection_file}"
         ]
        }
        """);
    Path archive = directory.resolve("environment.tar.gz");
    run("tar", "-czf", archive.toString(), "-C", home.toString(), ".");
    return archive;
  }

  /** An archive with the least there can be: a {@code bin/python} that is one of this machine. */
  public static Path of(String python, Path directory) throws IOException, InterruptedException {
    Path executable = directory.resolve("environment/bin/python");
    Files.createDirectories(executable.getParent());
    Files.writeString(executable, "#!/bin/sh\nexec " + python + " \"$@\"\n");
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive = directory.resolve("environment.tar.gz");
    run(
        "tar",
        "-czf",
        archive.toString(),
        "-C",
        directory.resolve("environment").toString(),
        "bin");
    return archive;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with status " + status);
    }
  }
}
