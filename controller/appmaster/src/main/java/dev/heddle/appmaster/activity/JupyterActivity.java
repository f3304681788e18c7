package dev.heddle.appmaster.activity;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.jupyter.JupyterServer;
import dev.heddle.appmaster.jupyter.LocalHttp;
import dev.heddle.appmaster.jupyter.RuntimeDirectory;
import dev.heddle.appmaster.protocol.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The server that has written down its address, asked over its own API. Each request says that it
 * is no activity; without that, looking would keep a notebook alive.
 */
final class JupyterActivity implements ActivityWatch.Server {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final RuntimeDirectory runtime;
  private final LocalHttp http;

  JupyterActivity(RuntimeDirectory runtime, LocalHttp http) {
    this.runtime = requireNonNull(runtime, "runtime is null");
    this.http = requireNonNull(http, "http is null");
  }

  @Override
  public JupyterLook look() throws IOException {
    JupyterServer server =
        runtime
            .server()
            .orElseThrow(() -> new IOException("no Jupyter server has written its address"));
    if (server.secure()) {
      throw new IOException("Jupyter serves with a certificate of its own and can't be asked");
    }
    List<JupyterLook.Kernel> kernels =
        list(server, "kernels", false).stream()
            .map(
                kernel ->
                    new JupyterLook.Kernel(
                        kernel.string("id"),
                        kernel.string("execution_state"),
                        kernel.string("last_activity"),
                        Math.toIntExact(kernel.integer("connections", 0))))
            .toList();
    List<JupyterLook.Terminal> terminals =
        list(server, "terminals", true).stream()
            .map(
                terminal ->
                    new JupyterLook.Terminal(
                        terminal.string("name"),
                        terminal.optionalString("last_activity").orElse("")))
            .toList();
    return new JupyterLook(kernels, terminals);
  }

  /**
   * @param optional whether a server may do without
   */
  private List<JsonObject> list(JupyterServer server, String what, boolean optional)
      throws IOException {
    LocalHttp.Answer answer =
        http.get(
            server.address(),
            server.port(),
            server.baseUrl() + "api/" + what + "?no_track_activity=1",
            server.token().isEmpty() ? Optional.empty() : Optional.of(server.token()));
    if (optional && answer.status() == NOT_FOUND) {
      return List.of();
    }
    if (answer.status() != OK) {
      throw new IOException(
          "Jupyter answered the question for its " + what + " with " + answer.status());
    }
    return JsonObject.parse("{\"list\":" + answer.body() + "}").objectList("list");
  }
}
