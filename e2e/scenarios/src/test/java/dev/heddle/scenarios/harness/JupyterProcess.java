package dev.heddle.scenarios.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.heddle.appmaster.jupyter.JupyterServer;
import dev.heddle.appmaster.jupyter.ListeningSockets;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.crd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A real Jupyter server as a child of the test, without a cluster. */
public final class JupyterProcess implements AutoCloseable {

  private static final String TOKEN = "a-token-of-a-test";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path runtime;

  private JupyterProcess(Process process, Path runtime) {
    this.process = process;
    this.runtime = runtime;
  }

  /** Starts one; its files are kept in the directory. */
  public static JupyterProcess start(Path directory) {
    try {
      Path runtime = Files.createDirectories(directory.resolve("runtime"));
      ProcessBuilder builder =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  "-m",
                  "notebook",
                  "--allow-root",
                  "--NotebookApp.ip=127.0.0.1",
                  "--NotebookApp.port=0",
                  "--NotebookApp.open_browser=False",
                  "--NotebookApp.notebook_dir=" + directory)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("jupyter.log").toFile());
      builder.environment().put("JUPYTER_TOKEN", TOKEN);
      builder.environment().put("JUPYTER_RUNTIME_DIR", runtime.toString());
      builder.environment().put("JUPYTER_CONFIG_DIR", directory.resolve("config").toString());
      builder.environment().put("HOME", directory.toString());
      return new JupyterProcess(builder.start(), runtime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it answers. */
  public JupyterProcess awaitServing() {
    await("Jupyter answers")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> jupyter().status("api/status") == 200);
    return this;
  }

  public long pid() {
    return process.pid();
  }

  /** It and all that it has started. */
  public Set<Long> members() {
    Set<Long> pids = new HashSet<>(Set.of(pid()));
    process.descendants().forEach(each -> pids.add(each.pid()));
    return pids;
  }

  /** Where it writes its address. */
  public RuntimeDirectory runtimeDirectory() {
    return new RuntimeDirectory(
        runtime, pid -> ProcessHandle.of(pid).isPresent(), new ListeningSockets(Path.of("/proc")));
  }

  /** The directory of {@link #runtimeDirectory}. */
  public Path runtime() {
    return runtime;
  }

  public Jupyter jupyter() {
    return new Jupyter(url(), TOKEN);
  }

  private URI url() {
    JupyterServer server =
        runtimeDirectory().server().orElseThrow(() -> new IllegalStateException("not yet up"));
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  /** Starts a kernel to which nobody is connected; its id. */
  public String startKernel() {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve("api/kernels"))
            .header("Authorization", "token " + TOKEN)
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString("{}", UTF_8))
            .build();
    try {
      return Json.mapper().readTree(send(request)).path("id").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it says of its kernels, asked without a trace. */
  public String kernels() {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve("api/kernels?no_track_activity=1"))
            .header("Authorization", "token " + TOKEN)
            .timeout(PATIENCE)
            .build();
    return send(request);
  }

  private String send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString(UTF_8)).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  public KernelChannel connect(String kernel) {
    return KernelChannel.connect(url(), TOKEN, kernel);
  }

  /** The process of its only kernel. */
  public ProcessHandle kernelProcess() {
    List<ProcessHandle> kernels =
        process
            .descendants()
            .filter(each -> each.info().commandLine().orElse("").contains("ipykernel"))
            .toList();
    if (kernels.size() != 1) {
      throw new IllegalStateException("kernels: " + kernels);
    }
    return kernels.get(0);
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
