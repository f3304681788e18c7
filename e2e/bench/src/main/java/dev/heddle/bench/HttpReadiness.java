package dev.heddle.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/** Finds the moment from which an address answers 200. */
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

  /** Asks again and again; the clock's value at the first 200. */
  long awaitOk(URI address, Duration limit) throws IOException, InterruptedException {
    return await(address, limit, status -> status == 200);
  }

  /** The clock's value at the first answer of whatever listens there. */
  long awaitAnswer(int port, Duration limit) throws IOException, InterruptedException {
    return await(URI.create("http://127.0.0.1:" + port + "/"), limit, status -> true);
  }

  private long await(URI address, Duration limit, IntPredicate enough)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
    long deadline = nanos.getAsLong() + limit.toNanos();
    String last = "no answer";
    while (nanos.getAsLong() < deadline) {
      try {
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (enough.test(status)) {
          return nanos.getAsLong();
        }
        last = "HTTP " + status;
      } catch (IOException e) {
        last = e.toString();
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    throw new IOException(address + " did not answer within " + limit.toSeconds() + " s: " + last);
  }
}
