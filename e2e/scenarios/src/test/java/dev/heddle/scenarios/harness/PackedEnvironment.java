package dev.heddle.scenarios.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Archives of environments, to be unpacked anywhere. */
public final class PackedEnvironment {

  private PackedEnvironment() {}

  /**
   * An archive, made with {@code heddle env pack}, of a virtual environment with what this
   * machine's Python has, whose kernel names an interpreter of another machine.
   */
  public static Path venv(CommandLine heddle, String python, Path directory)
      throws IOException, InterruptedException {
    Path home = directory.resolve("environment");
    run(python, "-m", "venv", "--system-site-packages", "--without-pip", home.toString());
    kernelOfAnotherMachine(home);
    Path archive = directory.resolve("environment.tar.gz");
    heddle.run("env", "pack", home.toString(), "-o", archive.toString()).good();
    heddle.run("env", "check", archive.toString(), "--recipe", "notebook").good();
    Files.move(home, directory.resolve("not on the nodes"));
    return archive;
  }

  private static void kernelOfAnotherMachine(Path home) throws IOException {
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
  }

  /**
   * An archive as other tools leave it, with the least there can be: a {@code bin/python} that is
   * one of this machine, and a kernel that names one of another.
   */
  public static Path of(String python, Path directory) throws IOException, InterruptedException {
    Path executable = directory.resolve("environment/bin/python");
    Files.createDirectories(executable.getParent());
    Files.writeString(executable, "#!/bin/sh\nexec " + python + " \"$@\"\n");
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
    kernelOfAnotherMachine(directory.resolve("environment"));
    Path archive = directory.resolve("environment.tar.gz");
    run(
        "tar",
        "-czf",
        archive.toString(),
        "-C",
        directory.resolve("environment").toString(),
        "bin",
        "share");
    return archive;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with status " + status);
    }
  }
}
