package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.appmaster.protocol.PortRange;
import dev.heddle.appmaster.skein.Page;
import dev.heddle.appmaster.skein.SkeinApplication;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Sends a browser on to the pages that the application shows. There once somebody has asked for its
 * address. It passes nothing through, so that it needs no rights and no memory.
 */
final class PageServer {
  /** Of the path to a page, before its route. */
  static final String PREFIX = "/pages";

  private static final int PORTS_TRIED = 64;
  private static final int FOUND_ELSEWHERE = 307;
  private static final int NOT_FOUND = 404;

  private final SkeinApplication application;
  private Optional<HttpServer> server = Optional.empty();

  PageServer(SkeinApplication application) {
    this.application = requireNonNull(application, "application is null");
  }

  /** With a slash at its end, to which Skein's client appends the prefix and the route. */
  synchronized String address() throws IOException {
    if (server.isEmpty()) {
      HttpServer opened = open();
      opened.createContext("/", this::answer);
      opened.start();
      server = Optional.of(opened);
    }
    return "http://" + application.host() + ":" + server.get().getAddress().getPort() + "/";
  }

  private HttpServer open() throws IOException {
    InetAddress host = InetAddress.getByName(application.host());
    InetAddress address = host.isLoopbackAddress() ? host : new InetSocketAddress(0).getAddress();
    PortRange ports = application.ports();
    int first = Math.floorMod(application.applicationId().hashCode(), ports.size());
    for (int i = 0; i < Math.min(PORTS_TRIED, ports.size()); i++) {
      int port = ports.first() + (first + i) % ports.size();
      try {
        return HttpServer.create(new InetSocketAddress(address, port), 0);
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    return HttpServer.create(new InetSocketAddress(address, 0), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<String> place =
          place(exchange.getRequestURI().getRawPath(), exchange.getRequestURI().getRawQuery());
      if (place.isPresent()) {
        exchange.getResponseHeaders().set("Location", place.get());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
      }
      exchange.sendResponseHeaders(place.isPresent() ? FOUND_ELSEWHERE : NOT_FOUND, -1);
    }
  }

  private Optional<String> place(String path, String query) {
    for (Page page : application.display().pages()) {
      String own = PREFIX + "/" + page.route();
      if (path.equals(own) || path.startsWith(own + "/")) {
        String target = page.target();
        String rest = path.substring(own.length());
        String joined =
            target.endsWith("/") && rest.startsWith("/")
                ? target + rest.substring(1)
                : target + rest;
        return Optional.of(query == null ? joined : joined + "?" + query);
      }
    }
    return Optional.empty();
  }
}
