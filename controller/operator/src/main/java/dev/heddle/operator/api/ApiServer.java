package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.schema.Schemas;
import dev.heddle.operator.access.User;
import dev.heddle.operator.agent.ApiCertificates;
import dev.heddle.operator.pod.PodView;
import dev.heddle.operator.pod.ServiceView;
import dev.heddle.operator.store.ObjectStore;
import dev.heddle.operator.view.DefinitionView;
import dev.heddle.operator.view.EventView;
import dev.heddle.operator.view.ViewedStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;

/**
 * The HTTP server of the API. Serves requests until it is closed; open watches end then, and
 * clients resume them elsewhere or later.
 */
public final class ApiServer implements AutoCloseable {

  /** Beyond the threads that may wait for keys, some must be free for all else. */
  private static final int OTHER_THREADS = 16;

  /** What is more than a request may have is read and refused; what is more than this is not. */
  private static final long MOST_READ = 16L << 20;

  /** Each has threads of its own. */
  private static final int MOST_STREAMS = 64;

  private final Undertow undertow;
  private final Set<LiveStream> streams;

  private ApiServer(Undertow undertow, Set<LiveStream> streams) {
    this.undertow = undertow;
    this.streams = streams;
  }

  /**
   * Starts to serve.
   *
   * @throws IllegalStateException when the port is taken
   */
  public static ApiServer start(ApiSettings settings, TokenFile token, ApiParts parts) {
    requireNonNull(settings, "settings is null");
    requireNonNull(parts, "parts is null");
    Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    ObjectStore store =
        new ViewedStore(
            parts.store(),
            parts.clock(),
            List.of(new PodView(), new ServiceView(), new EventView()),
            List.of(DefinitionView.since(parts.clock().instant())));
    WatchEndpoint watches = new WatchEndpoint(store, settings.mostWatches());
    PrometheusMeterRegistry metrics = parts.metrics();
    Gauge.builder("heddle.api.watches", watches, WatchEndpoint::count)
        .description("Watches that are open")
        .register(metrics);
    ApiAccess access = parts.access();
    Optional<ServiceTokens> services =
        access
            .certificates()
            .map(keys -> new ServiceTokens(keys, parts.clock(), new SecureRandom()));
    Dispatcher dispatcher =
        new Dispatcher(
            door(settings, token, access, services),
            new AccessReviews(access.authorizer()),
            new CredentialEndpoint(access.authorizer(), access.certificates(), services),
            new ObjectEndpoint(
                store,
                columns(),
                new ListEndpoint(new Listings(store, parts.clock())),
                watches,
                new WriteRules(access.authorizer(), access.queues()),
                parts.clock()),
            new ApplicationEndpoint(
                parts.store(),
                parts.applications(),
                parts.scheduler(),
                settings.mostWaiting(),
                settings.mostFollowedLogs()),
            new PodEndpoint(
                new PodPlaces(store),
                new PodStreams(
                    new PodPlaces(store),
                    parts.applications(),
                    settings.exec(),
                    MOST_STREAMS,
                    parts.clock()),
                parts.applications(),
                parts.scheduler(),
                settings.mostFollowedLogs(),
                parts.clock()),
            new ClusterEndpoint(parts.cluster()),
            new CleanupEndpoint(parts.cleanup()),
            new DocumentEndpoint(parts.version()),
            new HealthEndpoint(parts.health(), metrics));
    Undertow undertow =
        listening(settings, access.certificates())
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MOST_READ)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 120_000)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 30_000)
            .setWorkerThreads(settings.mostWaiting() + OTHER_THREADS)
            .setHandler(
                new HttpFront(
                    dispatcher,
                    new RequestLog(metrics),
                    new Audit(access.audit(), parts.clock()),
                    streams))
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof IOException) {
        throw new IllegalStateException(
            "the API can't listen on "
                + settings.host()
                + ":"
                + settings.port()
                + ": "
                + e.getCause().getMessage(),
            e);
      }
      throw e;
    }
    return new ApiServer(undertow, streams);
  }

  private static Door door(
      ApiSettings settings, TokenFile token, ApiAccess access, Optional<ServiceTokens> services) {
    User local = User.authenticated(settings.user(), List.of(User.MASTERS));
    List<TokenReader> tokens = new ArrayList<>();
    tokens.add(token.standingFor(local));
    access.tokens().ifPresent(tokens::add);
    services.ifPresent(tokens::add);
    return new Door(new Authenticator(tokens, access.certificates()), access.authorizer());
  }

  private static Undertow.Builder listening(
      ApiSettings settings, Optional<ApiCertificates> certificates) {
    return certificates
        .map(
            known ->
                Undertow.builder()
                    .addHttpsListener(settings.port(), settings.host(), known.serverContext())
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                    .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED)
                    .setSocketOption(
                        Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2")))
        .orElseGet(() -> Undertow.builder().addHttpListener(settings.port(), settings.host()));
  }

  private static Function<ResourceType<?>, TableColumns> columns() {
    Map<ResourceType<?>, TableColumns> all = new HashMap<>();
    for (ResourceType<?> type : Kinds.served()) {
      all.put(type, TableColumns.of(type, Schemas.forType(type).printerColumns()));
    }
    return all::get;
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void close() {
    undertow.stop();
    streams.forEach(LiveStream::close);
  }
}
