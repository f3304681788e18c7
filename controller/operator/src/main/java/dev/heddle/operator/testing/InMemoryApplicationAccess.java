package dev.heddle.operator.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.StreamRequest;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.operator.agent.AgentStream;
import dev.heddle.operator.agent.KeyValueRequest;
import dev.heddle.operator.api.ApplicationAccess;
import dev.heddle.operator.api.ApplicationAccessException;
import dev.heddle.operator.api.ApplicationAccessException.Reason;
import dev.heddle.operator.api.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Applications that run in memory: started by the test, ended by the test or by a request. */
public final class InMemoryApplicationAccess implements ApplicationAccess {

  private final Map<ResourceKey, Run> runs = new ConcurrentHashMap<>();
  private final List<InMemoryAgentStream> streams = new CopyOnWriteArrayList<>();
  private volatile Function<StreamRequest, AgentStream> opener = this::sayingBack;

  private static final class Run {
    /** A value that is waited for is there, not completed. */
    private final Map<String, CompletableFuture<Bytes>> values = new ConcurrentSkipListMap<>();

    private final AtomicReference<String> log = new AtomicReference<>("");

    private final Map<String, String> containerLogs = new ConcurrentHashMap<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
  }

  /** The application's process runs from now on. */
  public void run(ResourceKey application) {
    runs.put(application, new Run());
  }

  /** The process writes to its log. */
  public void print(ResourceKey application, String text) {
    running(application).log.accumulateAndGet(text, String::concat);
  }

  /** The process in a service's container writes to its log. */
  public void print(ResourceKey application, String container, String text) {
    running(application).containerLogs.merge(container, text, String::concat);
  }

  /** The process puts a value. */
  public void put(ResourceKey application, String key, String value) {
    put(running(application), key, Bytes.ofText(value));
  }

  /** How the process ended, where it has. */
  public Optional<String> end(ResourceKey application) {
    return Optional.ofNullable(runs.get(application))
        .map(run -> run.end)
        .filter(CompletableFuture::isDone)
        .map(CompletableFuture::join);
  }

  @Override
  public List<String> keys(Application application, String prefix) {
    return running(application.key()).values.entrySet().stream()
        .filter(entry -> entry.getValue().isDone())
        .map(Map.Entry::getKey)
        .filter(key -> key.startsWith(prefix))
        .toList();
  }

  @Override
  public Optional<Bytes> get(Application application, String key, Duration wait) {
    Run run = running(application.key());
    try {
      return Optional.of(
          run.values
              .computeIfAbsent(key, k -> new CompletableFuture<>())
              .get(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApplicationAccessException(Reason.UNREACHABLE, "interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void put(Application application, String key, Bytes value) {
    put(running(application.key()), key, value);
  }

  private static void put(Run run, String key, Bytes value) {
    if (!run.values.computeIfAbsent(key, k -> new CompletableFuture<>()).complete(value)) {
      run.values.put(key, CompletableFuture.completedFuture(value));
    }
  }

  @Override
  public boolean delete(Application application, String key) {
    CompletableFuture<Bytes> removed =
        running(application.key()).values.getOrDefault(key, new CompletableFuture<>());
    return removed.isDone() && running(application.key()).values.remove(key, removed);
  }

  /** Answers with what was asked. */
  @Override
  public Bytes relay(Application application, KeyValueRequest request) {
    running(application.key());
    return Bytes.ofText(
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", request.kind().toString())
            .put("parameters", new TreeMap<>(request.parameters()).toString())
            .put("body", request.body())
            .toString());
  }

  /** Tells what it was asked for as its only change, and ends. */
  @Override
  public Flow.Publisher<List<ByteBuffer>> watch(Application application, KeyValueRequest request) {
    byte[] told = relay(application, request).toArray();
    return subscriber ->
        subscriber.onSubscribe(
            new Flow.Subscription() {
              private boolean done;

              @Override
              public void request(long count) {
                if (!done) {
                  done = true;
                  subscriber.onNext(List.of(ByteBuffer.wrap(told)));
                  subscriber.onComplete();
                }
              }

              @Override
              public void cancel() {
                done = true;
              }
            });
  }

  @Override
  public LogPage log(Application application, Optional<String> container, LogStart start) {
    Run run =
        Optional.ofNullable(runs.get(application.key()))
            .orElseThrow(() -> notRunning(application.key()));
    boolean ended = run.end.isDone();
    String text =
        container.map(id -> run.containerLogs.getOrDefault(id, "")).orElseGet(run.log::get);
    int from = 0;
    if (start instanceof LogStart.Tail tail) {
      from = startOfTail(text, tail.lines());
    } else if (start instanceof LogStart.Offset offset) {
      from = (int) offset.bytes();
    } else if (start instanceof LogStart.After after) {
      from = (int) after.bytes();
    } else if (start instanceof LogStart.Since) {
      from = startOfTail(text, 1); // Here, the last line is what is new.
    } else {
      throw new ApplicationAccessException(
          Reason.NOTHING, application.key() + " has no log before this one");
    }
    LogSource source = new LogSource("application_1700000000000_0001", 1);
    return new LogPage(Bytes.ofText(text.substring(from)), source, text.length(), ended);
  }

  private static int startOfTail(String text, int lines) {
    int at = text.length();
    for (int line = 0; line <= lines && at > 0; line++) {
      at = text.lastIndexOf('\n', at - 1);
    }
    return Math.min(text.length(), Math.max(0, at + 1));
  }

  @Override
  public void shutdown(Application application, FinalStatus status, String diagnostics) {
    running(application.key()).end.complete(status + ": " + diagnostics);
  }

  @Override
  public SkeinAccess skein(Application application) {
    running(application.key());
    if (!application.spec().skeinProtocol()) {
      throw new ApplicationAccessException(
          ApplicationAccessException.Reason.REFUSED, "it does not speak Skein's protocol");
    }
    return new SkeinAccess("application_1_1", "node1:20001", "certificates\n", "key\n");
  }

  /**
   * Opens a stream to something that says back what it is told, as {@code cat} does, and ends with
   * exit code 0 when there is no more; or, for a command that is a number, with that exit code.
   */
  @Override
  public AgentStream open(
      Application application, Optional<String> container, StreamRequest request) {
    running(application.key());
    return opener.apply(request);
  }

  private AgentStream sayingBack(StreamRequest request) {
    InMemoryAgentStream stream = new InMemoryAgentStream(request);
    streams.add(stream);
    return stream;
  }

  /** Streams come from there from now on. */
  public void streamsFrom(Function<StreamRequest, AgentStream> source) {
    opener = source;
  }

  /** Every stream that was opened. */
  public List<InMemoryAgentStream> streams() {
    return List.copyOf(streams);
  }

  @Override
  public boolean killContainer(Application application, String instance) {
    return running(application.key()).ended.add(instance)
        && application.status().services().stream()
            .flatMap(service -> service.instances().stream())
            .anyMatch(each -> each.id().equals(instance));
  }

  /** The containers that were ended one by one. */
  public Set<String> endedContainers(ResourceKey application) {
    return Set.copyOf(running(application).ended);
  }

  @Override
  public void kill(Application application) {
    running(application.key()).end.complete("killed by YARN");
  }

  private Run running(ResourceKey key) {
    return Optional.ofNullable(runs.get(key))
        .filter(run -> !run.end.isDone())
        .orElseThrow(() -> notRunning(key));
  }

  private static ApplicationAccessException notRunning(ResourceKey key) {
    return new ApplicationAccessException(Reason.NOT_RUNNING, key + " is not running");
  }
}
