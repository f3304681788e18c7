package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Finds the moment from which servers answer. */
final class HttpReadiness {

  private static final Duration STEP = Duration.ofMillis(4);

  private final HttpClient http;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock for differences
   */
  HttpReadiness(HttpClient http, LongSupplier nanos) {
    this.http = requireNonNull(http, "http is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  boolean isOk(URI address) throws InterruptedException {
    return status(address).orElse(0) == 200;
  }

  /** Asks again and again; the clock's value at the first 200. */
  long awaitOk(URI address, Duration limit) throws IOException, InterruptedException {
    long deadline = nanos.getAsLong() + limit.toNanos();
    while (nanos.getAsLong() < deadline) {
      if (isOk(address)) {
        return nanos.getAsLong();
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    throw new IOException(address + " did not answer within " + limit.toSeconds() + " s");
  }

  /**
   * Waits until so many ports of the range answer in HTTP; the clock's value at the last one. The
   * agents' own ports are among them and speak TLS: they don't count.
   */
  long awaitAnswers(BenchCluster.Ports range, String path, int count, Duration limit)
      throws IOException, InterruptedException {
    long deadline = nanos.getAsLong() + limit.toNanos();
    Set<Integer> answering = new HashSet<>();
    while (nanos.getAsLong() < deadline) {
      for (int port : ListeningPorts.between(range.first(), range.last())) {
        if (!answering.contains(port)
            && status(URI.create("http://127.0.0.1:" + port + path)).isPresent()) {
          answering.add(port);
        }
      }
      if (answering.size() >= count) {
        return nanos.getAsLong();
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    throw new IOException("only " + answering.size() + " of " + count + " notebooks answer");
  }

  private OptionalInt status(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
    try {
      return OptionalInt.of(http.send(request, BodyHandlers.discarding()).statusCode());
    } catch (IOException notYetOrNotHttp) {
      return OptionalInt.empty();
    }
  }
}
