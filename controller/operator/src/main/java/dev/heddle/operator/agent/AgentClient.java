package dev.heddle.operator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.AgentError;
import dev.heddle.appmaster.protocol.AgentStatus;
import dev.heddle.appmaster.protocol.JsonObject;
import dev.heddle.appmaster.protocol.KeyList;
import dev.heddle.appmaster.protocol.MalformedMessageException;
import dev.heddle.appmaster.protocol.ScaleRequest;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.protocol.SkeinEndpoint;
import dev.heddle.appmaster.protocol.StreamRequest;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agents over HTTPS with certificates on both sides. An address may be stale and another
 * application's agent may answer there, over a connection that is kept: so each answer is taken
 * only from the application that was meant, and nothing is changed before a read has shown who is
 * there (I2).
 */
public final class AgentClient implements Agents {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration RENEW_AGAIN = Duration.ofHours(6);
  private static final int NO_SUCH_KEY = 404;

  private static final Logger LOG = LoggerFactory.getLogger(AgentClient.class);

  private final HttpClient http;
  private final InstallationAuthority authority;

  /** A connection that is kept shows the old certificate on; an old agent knows no new ones. */
  private final Cache<String, Boolean> renewed =
      Caffeine.newBuilder().expireAfterWrite(RENEW_AGAIN).build();

  public AgentClient(InstallationAuthority authority, Executor executor) {
    this.authority = requireNonNull(authority, "authority is null");
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(authority.operatorContext())
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(requireNonNull(executor, "executor is null"))
            .build();
  }

  @Override
  public AgentStatus look(AgentAddress agent) {
    return status(agent, AgentApi.STATUS + "?" + AgentApi.LOOK + "=now");
  }

  @Override
  public AgentStatus status(AgentAddress agent) {
    return status(agent, AgentApi.STATUS);
  }

  private AgentStatus status(AgentAddress agent, String path) {
    HttpResponse<byte[]> response = read(agent, path, ANSWER);
    requireSuccess(agent, response);
    response.sslSession().ifPresent(session -> renewIfDue(agent, session));
    return AgentStatus.fromJson(new String(response.body(), UTF_8));
  }

  /** The look at an agent is the moment at which its certificate is seen. */
  private void renewIfDue(AgentAddress agent, SSLSession session) {
    if (!authority.isRenewalDue(shown(session))
        || renewed.asMap().putIfAbsent(agent.applicationId(), true) != null) {
      return;
    }
    try {
      requireSuccess(
          agent,
          send(
              agent,
              HttpRequest.newBuilder(uri(agent, AgentApi.IDENTITY))
                  .timeout(ANSWER)
                  .POST(BodyPublishers.ofString(authority.renewed(agent.applicationId()).toJson()))
                  .build()));
      LOG.info("renewed the certificates of {}", agent.applicationId());
    } catch (AgentException e) {
      LOG.warn(
          "the certificates of {} were not renewed, tried again in {} h: {}",
          agent.applicationId(),
          RENEW_AGAIN.toHours(),
          e.getMessage());
    }
  }

  private static X509Certificate shown(SSLSession session) {
    try {
      return (X509Certificate) session.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("an answer came without a certificate", e);
    }
  }

  @Override
  public void shutdown(AgentAddress agent, ShutdownRequest request) {
    change(agent, AgentApi.SHUTDOWN, "POST", BodyPublishers.ofString(request.toJson()));
  }

  @Override
  public Optional<SkeinEndpoint> skein(AgentAddress agent) {
    HttpResponse<byte[]> response = read(agent, AgentApi.SKEIN, ANSWER);
    if (response.statusCode() == NO_SUCH_KEY) {
      return Optional.empty();
    }
    requireSuccess(agent, response);
    return Optional.of(SkeinEndpoint.fromJson(new String(response.body(), UTF_8)));
  }

  @Override
  public void scale(AgentAddress agent, ScaleRequest request) {
    change(agent, AgentApi.SCALE, "POST", BodyPublishers.ofString(request.toJson()));
  }

  @Override
  public boolean kill(AgentAddress agent, String instance) {
    return change(
                agent,
                AgentApi.CONTAINERS + "/" + encode(instance),
                "DELETE",
                BodyPublishers.noBody())
            .statusCode()
        != NO_SUCH_KEY;
  }

  @Override
  public Optional<byte[]> get(AgentAddress agent, String key, Duration wait) {
    // Agents take whole seconds: rather a little longer than not at all.
    String query = wait.isZero() ? "" : "?wait=" + wait.plusMillis(999).toSeconds() + "s";
    HttpResponse<byte[]> response = read(agent, keyPath(key) + query, wait.plus(ANSWER));
    if (response.statusCode() == NO_SUCH_KEY) {
      return Optional.empty();
    }
    requireSuccess(agent, response);
    return Optional.of(response.body());
  }

  @Override
  public void put(AgentAddress agent, String key, byte[] value) {
    requireSuccess(
        agent, change(agent, keyPath(key), "PUT", BodyPublishers.ofByteArray(value.clone())));
  }

  @Override
  public boolean delete(AgentAddress agent, String key) {
    HttpResponse<byte[]> response = change(agent, keyPath(key), "DELETE", BodyPublishers.noBody());
    if (response.statusCode() == NO_SUCH_KEY) {
      return false;
    }
    requireSuccess(agent, response);
    return true;
  }

  @Override
  public List<String> keys(AgentAddress agent, String prefix) {
    HttpResponse<byte[]> response =
        read(agent, AgentApi.KEY_VALUES + "?prefix=" + encode(prefix), ANSWER);
    requireSuccess(agent, response);
    return KeyList.fromJson(new String(response.body(), UTF_8)).keys();
  }

  @Override
  public byte[] relay(AgentAddress agent, KeyValueRequest request) {
    HttpResponse<byte[]> response =
        request.kind().changes()
            ? change(
                agent,
                request.path(),
                request.kind().method(),
                BodyPublishers.ofString(request.body()))
            : read(agent, request.path(), request.patience().plus(ANSWER));
    requireSuccess(agent, response);
    return response.body();
  }

  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(AgentAddress agent, KeyValueRequest request) {
    HttpRequest opening =
        HttpRequest.newBuilder(uri(agent, request.path())).timeout(ANSWER).GET().build();
    HttpResponse<Opened> response =
        send(
            agent,
            opening,
            info ->
                isSuccess(info.statusCode())
                    ? BodySubscribers.mapping(BodySubscribers.ofPublisher(), Opened::stream)
                    : BodySubscribers.mapping(BodySubscribers.ofByteArray(), Opened::refusal));
    requireSuccess(agent, response.statusCode(), response.body().refusal().orElse(""));
    return response.body().stream().orElseThrow();
  }

  /** A stream, or what was said instead. */
  private record Opened(
      Optional<Flow.Publisher<List<ByteBuffer>>> stream, Optional<String> refusal) {
    static Opened stream(Flow.Publisher<List<ByteBuffer>> stream) {
      return new Opened(Optional.of(stream), Optional.empty());
    }

    static Opened refusal(byte[] body) {
      return new Opened(Optional.empty(), Optional.of(new String(body, UTF_8)));
    }
  }

  @Override
  public LogPart log(AgentAddress agent, Log log, From from) {
    String place;
    if (from instanceof From.Tail tail) {
      place = "&tail=" + tail.lines();
    } else if (from instanceof From.Since since) {
      place = "&since=" + since.age().toSeconds();
    } else {
      From.Offset offset = (From.Offset) from;
      place = "&offset=" + offset.offset() + "&limit=" + offset.limit();
    }
    HttpResponse<byte[]> response =
        read(agent, AgentApi.LOGS + "?file=" + log.word() + place, ANSWER);
    requireSuccess(agent, response);
    requireContainer(agent, response);
    long next =
        response
            .headers()
            .firstValueAsLong(AgentApi.LOG_NEXT_HEADER)
            .orElse(response.body().length);
    return new LogPart(response.body(), next);
  }

  /** The agent tells a port of its own for it, because HTTP carries only one way at a time. */
  @Override
  public AgentStream open(AgentAddress agent, StreamRequest request) {
    HttpResponse<byte[]> response =
        change(agent, AgentApi.STREAMS, "POST", BodyPublishers.ofString(request.toJson()));
    if (response.statusCode() == NO_SUCH_KEY) {
      throw new AgentException(
          AgentException.Reason.REFUSED,
          "the agent of "
              + agent.applicationId()
              + " is from before streams were possible: restart the application");
    }
    JsonObject answer = JsonObject.parse(new String(response.body(), UTF_8));
    requireContainer(agent, answer.string("container"));
    try {
      AgentConnection stream =
          AgentConnection.open(
              http.sslContext(), agent.host(), (int) answer.integer("port"), ANSWER);
      try {
        requireApplication(agent, Optional.of(stream.socket().getSession()));
        return stream;
      } catch (IOException | AgentException e) {
        stream.close();
        throw e;
      }
    } catch (IOException e) {
      throw new AgentException(
          AgentException.Reason.UNREACHABLE,
          "the agent of " + agent.applicationId() + " cannot be reached for it: " + words(e),
          e);
    }
  }

  /**
   * Asked again when the connection was closed before an answer came, as servers do with one that
   * was idle: a read may be repeated (RFC 9110, section 9.2.2).
   */
  private HttpResponse<byte[]> read(AgentAddress agent, String path, Duration timeout) {
    HttpRequest request = HttpRequest.newBuilder(uri(agent, path)).timeout(timeout).GET().build();
    try {
      return send(agent, request);
    } catch (AgentException e) {
      if (e.getCause() instanceof IOException cause && wasClosed(cause)) {
        return send(agent, request);
      }
      throw e;
    }
  }

  private static boolean wasClosed(IOException e) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof EOFException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private HttpResponse<byte[]> change(
      AgentAddress agent, String path, String method, BodyPublisher body) {
    read(agent, AgentApi.STATUS, ANSWER); // shows who is there before anything is changed
    HttpResponse<byte[]> response =
        send(
            agent,
            HttpRequest.newBuilder(uri(agent, path)).timeout(ANSWER).method(method, body).build());
    if (response.statusCode() != NO_SUCH_KEY) {
      requireSuccess(agent, response);
    }
    return response;
  }

  /** A refused connection, for one, comes without a message. */
  private static String words(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private HttpResponse<byte[]> send(AgentAddress agent, HttpRequest request) {
    return send(agent, request, BodyHandlers.ofByteArray());
  }

  private <T> HttpResponse<T> send(
      AgentAddress agent, HttpRequest request, BodyHandler<T> handler) {
    try {
      HttpResponse<T> response = http.send(request, handler);
      requireApplication(agent, response.sslSession());
      return response;
    } catch (IOException e) {
      throw new AgentException(
          AgentException.Reason.UNREACHABLE,
          "the agent of " + agent.applicationId() + " gives no answer: " + words(e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AgentException(AgentException.Reason.UNREACHABLE, "interrupted", e);
    }
  }

  private static void requireApplication(AgentAddress agent, Optional<SSLSession> session)
      throws SSLPeerUnverifiedException {
    X509Certificate shown =
        (X509Certificate)
            session.orElseThrow(() -> new SSLPeerUnverifiedException("no TLS session"))
                .getPeerCertificates()[0];
    String name = commonName(shown);
    if (!name.equals(agent.certificateName())) {
      throw new AgentException(
          AgentException.Reason.WRONG_APPLICATION,
          name + " answers where " + agent.certificateName() + " was");
    }
  }

  /** The containers of an application share a certificate, and ports are used again. */
  private static void requireContainer(AgentAddress agent, HttpResponse<byte[]> response) {
    requireContainer(
        agent,
        response.headers().firstValue(AgentApi.LOG_CONTAINER_HEADER).orElse("another container"));
  }

  private static void requireContainer(AgentAddress agent, String container) {
    if (agent.containerId().filter(wanted -> !wanted.equals(container)).isPresent()) {
      throw new AgentException(
          AgentException.Reason.WRONG_APPLICATION,
          container + " answers where " + agent.containerId().orElseThrow() + " was");
    }
  }

  private static String commonName(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(r -> r.getType().equalsIgnoreCase("CN"))
              .map(r -> String.valueOf(r.getValue()))
              .findFirst()
              .orElse("");
    } catch (InvalidNameException e) {
      throw new IllegalStateException("unreadable subject " + subject, e);
    }
  }

  private static void requireSuccess(AgentAddress agent, HttpResponse<byte[]> response) {
    requireSuccess(agent, response.statusCode(), new String(response.body(), UTF_8));
  }

  private static boolean isSuccess(int code) {
    return code / 100 == 2;
  }

  private static void requireSuccess(AgentAddress agent, int code, String text) {
    if (isSuccess(code)) {
      return;
    }
    String said;
    try {
      said = AgentError.fromJson(text).message();
    } catch (MalformedMessageException e) {
      said = "status " + code;
    }
    throw new AgentException(
        AgentException.Reason.REFUSED,
        "the agent of " + agent.applicationId() + " refused: " + said);
  }

  private static String keyPath(String key) {
    return AgentApi.KEY_VALUES + "/" + encode(key);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static URI uri(AgentAddress agent, String path) {
    try {
      URI authority = new URI("https", null, agent.host(), agent.port(), null, null, null);
      return authority.resolve(path);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address: " + agent, e);
    }
  }
}
