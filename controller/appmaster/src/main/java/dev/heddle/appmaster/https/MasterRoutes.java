package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import dev.heddle.appmaster.master.Master;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.ContainerReport;
import dev.heddle.appmaster.protocol.ReportToken;
import dev.heddle.appmaster.protocol.ScaleRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;

/** What an application master with services answers besides. */
public final class MasterRoutes {
  private static final int MAX_JSON_BYTES = 64 * 1024;

  private final Master master;
  private final byte[] reportSecret;

  /**
   * @param reportSecret from which the containers' own tokens follow
   */
  public MasterRoutes(Master master, byte[] reportSecret) {
    this.master = requireNonNull(master, "master is null");
    this.reportSecret = reportSecret.clone();
  }

  void scale(HttpExchange exchange) throws IOException {
    if (isMethod(exchange, "POST")) {
      master.scale(ScaleRequest.fromJson(body(exchange)));
      Answers.bytes(exchange, 202, new byte[0]);
    }
  }

  void kill(HttpExchange exchange) throws IOException {
    if (isMethod(exchange, "DELETE")) {
      String instance = below(AgentApi.CONTAINERS, exchange);
      if (master.kill(instance)) {
        Answers.bytes(exchange, 202, new byte[0]);
      } else {
        Answers.error(exchange, 404, "NotFound", "there is no running instance '" + instance + "'");
      }
    }
  }

  /** A container shares its certificate with its siblings, so it must show its own token too. */
  void report(HttpExchange exchange) throws IOException {
    if (!isMethod(exchange, "POST")) {
      return;
    }
    String containerId = below(AgentApi.REPORTS, exchange);
    String shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst(ReportToken.HEADER)).orElse("");
    if (!MessageDigest.isEqual(
        shown.getBytes(US_ASCII), ReportToken.of(reportSecret, containerId).getBytes(US_ASCII))) {
      Answers.error(
          exchange, 403, "Forbidden", "a container may report on itself, not on " + containerId);
      return;
    }
    switch (master.report(containerId, ContainerReport.fromJson(body(exchange)))) {
      case KNOWN -> Answers.bytes(exchange, 204, new byte[0]);
      case GONE ->
          Answers.error(exchange, 410, "Gone", "container " + containerId + " is not wanted");
      case NOT_YET ->
          Answers.error(exchange, 503, "NotYet", "not registered with YARN yet; say it again");
    }
  }

  private static boolean isMethod(HttpExchange exchange, String method) throws IOException {
    if (exchange.getRequestMethod().equals(method)) {
      return true;
    }
    Answers.error(
        exchange, 405, "MethodNotAllowed", exchange.getRequestMethod() + " is not possible here");
    return false;
  }

  private static String below(String path, HttpExchange exchange) {
    String whole = exchange.getRequestURI().getPath();
    return whole.startsWith(path + "/") ? whole.substring(path.length() + 1) : "";
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readNBytes(MAX_JSON_BYTES), UTF_8);
  }
}
