package dev.heddle.operator.api;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.StreamFrame;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.crd.application.ServiceStatus;
import dev.heddle.operator.agent.AgentStream;
import dev.heddle.operator.api.PodPlaces.Found;
import dev.heddle.operator.stream.ExecClient;
import dev.heddle.operator.stream.ExecSession;
import dev.heddle.operator.stream.PortForward;
import dev.heddle.operator.stream.SpdyExec;
import dev.heddle.operator.stream.SpdySession;
import dev.heddle.operator.stream.WebSocketExec;
import dev.heddle.operator.stream.WebSocketWire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands in pods, and their ports: for the owner of the application alone. */
final class PodStreams {

  private static final Logger AUDIT = LoggerFactory.getLogger("dev.heddle.audit.streams");
  private static final String TUNNELLED = "SPDY/3.1+" + PortForward.PROTOCOL;
  private static final int LONGEST_COMMAND = 200;

  private final PodPlaces pods;
  private final ApplicationAccess access;
  private final boolean exec;
  private final Clock clock;
  private final Semaphore free;

  /**
   * @param exec whether commands may be run
   * @param most how many sessions may be open at once
   */
  PodStreams(PodPlaces pods, ApplicationAccess access, boolean exec, int most, Clock clock) {
    this.pods = requireNonNull(pods, "pods is null");
    this.access = requireNonNull(access, "access is null");
    this.exec = exec;
    this.clock = requireNonNull(clock, "clock is null");
    this.free = new Semaphore(most);
  }

  Answer answer(ApiRequest request, Route.PodPart route) {
    if (!request.method().equals("GET") && !request.method().equals("POST")) {
      throw ApiException.notAllowed(request.method());
    }
    Found pod = pods.find(route.namespace(), route.name());
    PodEndpoint.requireOwner(request.caller(), pod.application());
    return switch (route.act()) {
      case EXEC -> {
        if (!exec) {
          throw new ApiException(
              ApiStatus.of(
                  ApiStatus.Reason.FORBIDDEN,
                  "commands in containers are switched off here (api.exec: false)"));
        }
        PodPlaces.requireContainer(pod, request.parameter("container"));
        yield new Answer.Upgrade(asked -> exec(request.caller(), pod, asked));
      }
      case PORTFORWARD -> new Answer.Upgrade(asked -> forward(request.caller(), pod, asked));
      case ATTACH ->
          throw ApiException.badRequest(
              "what runs in a container has no input to attach to: its output goes to its log"
                  + " (kubectl logs -f), and kubectl exec -it opens a shell beside it");
      case LOG -> throw new IllegalStateException("a log is no upgrade");
    };
  }

  private AgentStream open(Found pod, StreamRequest request) {
    try {
      return access.open(
          pod.application(), pod.place().instance().map(ServiceStatus.Instance::id), request);
    } catch (ApplicationAccessException e) {
      throw new ApiException(ApplicationEndpoint.status(e, pod.application().metadata().name()));
    }
  }

  private UpgradedSession exec(Caller caller, Found pod, UpgradeRequest asked) {
    List<String> command = asked.values("command");
    if (command.isEmpty()) {
      throw ApiException.badRequest("you must specify at least 1 command for the container");
    }
    String protocol =
        asked.choose(asked.webSocket() ? WebSocketExec.PROTOCOLS : SpdyExec.PROTOCOLS);
    boolean terminal = asked.flag("tty");
    boolean input = asked.flag("stdin");
    acquire();
    AgentStream stream;
    try {
      stream = open(pod, new StreamRequest.Exec(command, terminal));
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
    int expected =
        1
            + (int) Stream.of("stdin", "stdout", "stderr").filter(asked::flag).count()
            + (terminal ? 1 : 0);
    Instant since = clock.instant();
    return new Session(protocol, stream) {
      @Override
      public void run(InputStream in, OutputStream out) throws IOException {
        Optional<Integer> code = Optional.empty();
        try {
          ExecClient client =
              asked.webSocket()
                  ? new WebSocketExec(new WebSocketWire(in, out))
                  : new SpdyExec(new SpdySession(in, out), expected);
          ExecSession session = new ExecSession(client, stream, input);
          receive(session);
          code = session.send();
        } finally {
          audit(caller, "exec " + String.join(" ", command), pod, since, code);
        }
      }
    };
  }

  private static void receive(ExecSession session) {
    start(
        () -> {
          try {
            session.receive();
          } catch (IOException e) {
            // The client went away; the other direction ends with the command.
            return;
          }
        });
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stream");
    thread.setDaemon(true);
    thread.start();
  }

  private UpgradedSession forward(Caller caller, Found pod, UpgradeRequest asked) {
    String protocol = asked.choose(List.of(asked.webSocket() ? TUNNELLED : PortForward.PROTOCOL));
    acquire();
    Instant since = clock.instant();
    return new Session(protocol, new NoStream()) {
      @Override
      public void run(InputStream in, OutputStream out) throws IOException {
        WebSocketWire wire = new WebSocketWire(in, out);
        SpdySession spdy =
            asked.webSocket()
                ? new SpdySession(wire.asInput(), wire.asOutput())
                : new SpdySession(in, out);
        try (PortForward forward =
            new PortForward(spdy, port -> connect(pod, port), PodStreams::start)) {
          spdy.read(forward);
        } finally {
          audit(caller, "port-forward", pod, since, Optional.empty());
        }
      }
    };
  }

  private AgentStream connect(Found pod, int port) throws IOException {
    try {
      return open(pod, new StreamRequest.Forward(port));
    } catch (ApiException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void acquire() {
    if (!free.tryAcquire()) {
      throw new ApiException(
          ApiStatus.retry(
              ApiStatus.Reason.TOO_MANY_REQUESTS,
              "as many streams are open as this operator serves at once",
              Duration.ofSeconds(5)));
    }
  }

  /** One line a session; what went through it is nobody's business. */
  private void audit(Caller caller, String what, Found pod, Instant since, Optional<Integer> code) {
    String words = what.replaceAll("\\p{Cntrl}", " ");
    AUDIT.info(
        "user={} pod={}/{} host={} seconds={} exit={} did: {}",
        caller.name(),
        pod.application().metadata().namespace(),
        pod.place().pod(),
        pod.place().host().orElse("-"),
        Duration.between(since, clock.instant()).toSeconds(),
        code.map(String::valueOf).orElse("-"),
        words.length() > LONGEST_COMMAND ? words.substring(0, LONGEST_COMMAND) + "..." : words);
  }

  /** One that has a place among those that may be open, until it is closed. */
  private abstract class Session implements UpgradedSession {
    private final String protocol;
    private final AgentStream stream;

    Session(String protocol, AgentStream stream) {
      this.protocol = protocol;
      this.stream = stream;
    }

    @Override
    public String protocol() {
      return protocol;
    }

    @Override
    public void close() {
      stream.close();
      free.release();
    }
  }

  /** A port-forward has a stream for each connection, and none of its own. */
  private static final class NoStream implements AgentStream {
    @Override
    public Optional<StreamFrame> read() {
      return Optional.empty();
    }

    @Override
    public void write(StreamFrame.Kind kind, byte[] bytes, int from, int length) {}

    @Override
    public void close() {}
  }
}
