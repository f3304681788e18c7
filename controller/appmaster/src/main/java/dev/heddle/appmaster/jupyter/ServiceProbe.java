package dev.heddle.appmaster.jupyter;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.Probe;
import java.io.IOException;
import java.util.Optional;

/**
 * Asks the service whether it answers. With a declared probe, at the port the launch script chose;
 * without one, at the address that a Jupyter server has written down, so that a script that starts
 * Jupyter by itself needs to declare nothing.
 */
public final class ServiceProbe {
  private static final int OK = 200;

  /** Where the launch script keeps the chosen port. */
  public interface Port {
    Optional<Integer> get() throws IOException;
  }

  /**
   * What one look found.
   *
   * @param server the Jupyter server, when there is one
   */
  public record Finding(boolean answered, Optional<JupyterServer> server, String detail) {
    public Finding {
      requireNonNull(server, "server is null");
      requireNonNull(detail, "detail is null");
    }
  }

  private final Optional<Probe> declared;
  private final Optional<String> shutdownPath;
  private final String baseUrl;
  private final Optional<String> token;
  private final Port port;
  private final RuntimeDirectory runtime;
  private final LocalHttp http;

  public ServiceProbe(
      Optional<Probe> declared,
      Optional<String> shutdownPath,
      String baseUrl,
      Optional<String> token,
      Port port,
      RuntimeDirectory runtime,
      LocalHttp http) {
    this.declared = requireNonNull(declared, "declared is null");
    this.shutdownPath = requireNonNull(shutdownPath, "shutdownPath is null");
    this.baseUrl = requireNonNull(baseUrl, "baseUrl is null");
    this.token = requireNonNull(token, "token is null");
    this.port = requireNonNull(port, "port is null");
    this.runtime = requireNonNull(runtime, "runtime is null");
    this.http = requireNonNull(http, "http is null");
  }

  public Finding look() {
    return declared.map(this::lookDeclared).orElseGet(this::lookForJupyter);
  }

  /** Posts to the shutdown path; false when nobody took the request. */
  public boolean askToStop() {
    Optional<JupyterServer> server = runtime.server();
    try {
      if (shutdownPath.isPresent()) {
        Optional<Integer> chosen = port.get();
        if (chosen.isPresent()) {
          return http.post("127.0.0.1", chosen.get(), below(shutdownPath.get()), token).status()
              == OK;
        }
      } else if (server.isPresent() && !server.get().secure()) {
        JupyterServer jupyter = server.get();
        String path = jupyter.baseUrl() + "api/shutdown";
        return http.post(jupyter.address(), jupyter.port(), path, tokenOf(jupyter)).status() == OK;
      }
    } catch (IOException e) {
      // Whoever does not take the request is stopped by a signal.
      return false;
    }
    return false;
  }

  private Finding lookDeclared(Probe probe) {
    try {
      Optional<Integer> chosen = port.get();
      if (chosen.isEmpty()) {
        return new Finding(false, Optional.empty(), "no port has been chosen");
      }
      int status = http.get("127.0.0.1", chosen.get(), below(probe.path()), token).status();
      return status == OK
          ? new Finding(true, runtime.server(), "the probe was answered")
          : new Finding(false, Optional.empty(), "the probe was answered with " + status);
    } catch (IOException e) {
      return new Finding(false, Optional.empty(), "the probe failed: " + e.getMessage());
    }
  }

  private Finding lookForJupyter() {
    Optional<JupyterServer> server = runtime.server();
    if (server.isEmpty()) {
      return new Finding(false, server, "no Jupyter server has written its address");
    }
    JupyterServer jupyter = server.get();
    if (jupyter.secure()) {
      // It has bound its port before it writes the file; its certificate is the user's business.
      return new Finding(true, server, "a Jupyter server with TLS runs");
    }
    try {
      LocalHttp.Answer answer =
          http.get(
              jupyter.address(),
              jupyter.port(),
              jupyter.baseUrl() + "api/status",
              tokenOf(jupyter));
      boolean ours = answer.status() == OK && answer.body().startsWith("{");
      return new Finding(ours, server, "Jupyter answered with " + answer.status());
    } catch (IOException e) {
      return new Finding(false, server, "Jupyter did not answer: " + e.getMessage());
    }
  }

  private String below(String path) {
    return baseUrl.substring(0, baseUrl.length() - 1) + path;
  }

  private static Optional<String> tokenOf(JupyterServer server) {
    return server.token().isEmpty() ? Optional.empty() : Optional.of(server.token());
  }
}
