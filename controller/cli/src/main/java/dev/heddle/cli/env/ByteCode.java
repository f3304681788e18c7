package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Byte code of an environment's modules that Python takes without looking at the modules' times. An
 * environment is unpacked to where it can't be written, and without byte code it would be compiled
 * anew at each start.
 */
final class ByteCode {

  private ByteCode() {}

  /**
   * Compiles with the environment's own interpreter, which changes nothing in the environment.
   *
   * @param target an empty directory
   * @param done is told of modules that are done
   * @return the files, by their place in the environment
   */
  static SortedMap<String, Path> compile(
      PythonPrefix prefix, List<String> modules, Path target, IntConsumer done)
      throws IOException, InterruptedException {
    Path errors = target.resolve("errors");
    Path code = Files.createDirectory(target.resolve("code"));
    ProcessBuilder builder =
        new ProcessBuilder(
            prefix.python().toString(),
            "-ISB",
            "-Wignore",
            "-c",
            program(),
            prefix.root().toString(),
            code.toString(),
            String.valueOf(Runtime.getRuntime().availableProcessors()));
    builder.environment().remove("PYTHONHOME");
    builder.redirectError(errors.toFile());
    Process process = builder.start();
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(String.join("\0", modules).getBytes(UTF_8));
        in.write(0);
      }
      try (BufferedReader out = process.inputReader(UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          done.accept(Integer.parseInt(line.strip()));
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException(lastLine(errors));
      }
    } finally {
      process.destroy();
    }
    return files(code);
  }

  private static String lastLine(Path errors) throws IOException {
    try (Stream<String> lines = Files.lines(errors)) {
      return lines.filter(line -> !line.isBlank()).reduce("", (former, line) -> line);
    }
  }

  private static SortedMap<String, Path> files(Path directory) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.filter(path -> !path.equals(directory))
          .forEach(path -> files.put(directory.relativize(path).toString(), path));
    }
    return files;
  }

  private static String program() throws IOException {
    try (InputStream program = ByteCode.class.getResourceAsStream("compile.py")) {
      return new String(program.readAllBytes(), UTF_8);
    }
  }
}
