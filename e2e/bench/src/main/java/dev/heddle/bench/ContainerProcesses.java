package dev.heddle.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.hadoop.yarn.api.records.ApplicationId;

/** The processes of an application's containers on this machine, found by their environment. */
final class ContainerProcesses {

  /** Text in the command line of a notebook's Jupyter. */
  static final String JUPYTER = "base_url=";

  /** Text in the command line of the agent's JVM. */
  static final String AGENT = "dev.heddle.appmaster.Main";

  /** Text in the command line of a container's own process. */
  static final String SCRIPT = "/run.sh";

  private ContainerProcesses() {}

  /** The oldest process in a container of this application that runs this. */
  static ProcessHandle of(ApplicationId application, String text) throws IOException {
    String number = application.toString().substring("application".length()) + "_";
    return oldest("CONTAINER_ID=container_", number, text);
  }

  /** The oldest process in the application master's container of this attempt that runs this. */
  static ProcessHandle ofMaster(ApplicationId application, int attempt, String text)
      throws IOException {
    String number = application.toString().substring("application".length());
    return oldest("CONTAINER_ID=container_", "%s_%02d_000001\0".formatted(number, attempt), text);
  }

  private static ProcessHandle oldest(String mark, String number, String text) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      String environment = read(proc.resolve("environ"));
      if (environment.contains(mark)
          && environment.contains(number)
          && read(proc.resolve("cmdline")).contains(text)) {
        found.add(process);
      }
    }
    return found.stream()
        .min(
            Comparator.comparing((ProcessHandle p) -> p.info().startInstant().orElseThrow())
                .thenComparing(ProcessHandle::pid))
        .orElseThrow(() -> new IOException("no process " + text + " of " + number));
  }

  /** Resident memory in MB; empty when it has ended. */
  static OptionalDouble memory(ProcessHandle process) {
    String status = read(Path.of("/proc", Long.toString(process.pid()), "status"));
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
        .findFirst();
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException endedMeanwhile) {
      return "";
    }
  }
}
