package dev.heddle.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.InstanceState;
import dev.heddle.skein.proto.AppMasterGrpc;
import dev.heddle.skein.proto.Skein;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skein's protocol over a real connection with certificates on both sides. */
final class ProtocolTest {
  private static final String CLIENT = AgentApi.clientsName(FakeApplication.ID);
  private static final String CONTAINER = AgentApi.containersName(FakeApplication.ID);

  @TempDir private Path directory;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private Certificates certificates;
  private FakeApplication application;
  private ServerSocket socket;
  private AppMasterGrpc.AppMasterBlockingStub client;

  @BeforeEach
  void serve() throws Exception {
    certificates = new Certificates();
    application = new FakeApplication(directory);
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serveFirst);
    server.setDaemon(true);
    server.start();
    client = caller(CLIENT);
  }

  private void serveFirst() {
    try {
      new GrpcProtocol().serve(socket, socket.accept(), certificates.server(), application);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws IOException {
    channels.forEach(ManagedChannel::shutdownNow);
    socket.close();
  }

  private AppMasterGrpc.AppMasterBlockingStub caller(String name) throws Exception {
    return AppMasterGrpc.newBlockingStub(channel(name)).withDeadlineAfter(120, TimeUnit.SECONDS);
  }

  private ManagedChannel channel(String name) throws Exception {
    return channel(certificates.client(name));
  }

  private ManagedChannel channel(KeyManager[] identity) throws Exception {
    ManagedChannel channel =
        OkHttpChannelBuilder.forAddress(
                "127.0.0.1",
                socket.getLocalPort(),
                TlsChannelCredentials.newBuilder()
                    .keyManager(identity)
                    .trustManager(certificates.trustOfClients())
                    .build())
            .overrideAuthority("skein-internal")
            .build();
    channels.add(channel);
    return channel;
  }

  private static void assertStatus(ThrowingCallable call, Status.Code code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              for (String word : words) {
                assertThat(e.getStatus().getDescription()).contains(word);
              }
            });
  }

  private static Skein.PutKeyRequest.Builder put(String key, String value) {
    return Skein.PutKeyRequest.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(value));
  }

  private static Skein.GetRangeRequest range(String start, String end) {
    return Skein.GetRangeRequest.newBuilder().setStart(start).setEnd(end).build();
  }

  private List<String> keys() {
    return client.getRange(range("", "")).getResultList().stream()
        .map(Skein.KeyValue::getKey)
        .toList();
  }

  private static Skein.ContainerInstance instance(int number) {
    return Skein.ContainerInstance.newBuilder()
        .setServiceName("worker")
        .setInstance(number)
        .build();
  }

  @Test
  void aContainerUsesTheStoreAndReadsAndShowsHowFarItIs() throws Exception {
    AppMasterGrpc.AppMasterBlockingStub container = caller(CONTAINER);

    var unused = container.putKey(put("a", "1").build());
    assertThat(container.getRange(range("", "")).getCount()).isEqualTo(1);
    assertThat(container.deleteRange(Skein.DeleteRangeRequest.getDefaultInstance()).getCount())
        .isEqualTo(1);
    assertThat(container.transaction(Skein.TransactionRequest.getDefaultInstance()).getSucceeded())
        .isTrue();
    assertThat(container.getApplicationSpec(Skein.Empty.getDefaultInstance()).getName())
        .isEqualTo("demo");
    assertThat(
            container
                .getContainers(Skein.ContainersRequest.getDefaultInstance())
                .getContainersCount())
        .isEqualTo(1);
    var done =
        container.setProgress(Skein.SetProgressRequest.newBuilder().setProgress(0.5f).build());
    assertThat(done).isNotNull();
    assertThat(application.display().progress()).isEqualTo(0.5f);
  }

  @Test
  void aContainerNeitherScalesNorEndsAnything() throws Exception {
    AppMasterGrpc.AppMasterBlockingStub container = caller(CONTAINER);

    assertStatus(
        () -> container.scale(scale(3, 0)), Status.Code.PERMISSION_DENIED, CONTAINER, "scale");
    assertStatus(
        () -> container.shutdown(Skein.ShutdownRequest.getDefaultInstance()),
        Status.Code.PERMISSION_DENIED);
    assertStatus(() -> container.killContainer(instance(0)), Status.Code.PERMISSION_DENIED);
    assertStatus(
        () -> container.addContainer(Skein.AddContainerRequest.getDefaultInstance()),
        Status.Code.PERMISSION_DENIED);
    assertThat(application.ended).isEmpty();
    assertThat(application.instances).hasSize(1);
  }

  @Test
  void anotherApplicationsCertificatesAreRefused() throws Exception {
    AppMasterGrpc.AppMasterBlockingStub other = caller("clients.application_7_0008");
    AppMasterGrpc.AppMasterBlockingStub container = caller("containers.application_7_0008");

    assertStatus(() -> other.getRange(range("", "")), Status.Code.PERMISSION_DENIED);
    assertStatus(() -> container.putKey(put("a", "1").build()), Status.Code.PERMISSION_DENIED);
    assertThat(keys()).isEmpty();
  }

  @Test
  void anotherAuthoritysCertificatesAreRefused() throws Exception {
    AppMasterGrpc.AppMasterBlockingStub stranger =
        AppMasterGrpc.newBlockingStub(channel(new Certificates().client(CLIENT)))
            .withDeadlineAfter(120, TimeUnit.SECONDS);

    assertStatus(() -> stranger.getRange(range("", "")), Status.Code.UNAVAILABLE);
  }

  @Test
  void keysAreReadAndTakenOutByRange() {
    for (String key : List.of("bar", "bars", "bart", "foo")) {
      var unused = client.putKey(put(key, key + "!").build());
    }

    Skein.GetRangeResponse found = client.getRange(range("bars", "foo"));
    assertThat(found.getCount()).isEqualTo(2);
    assertThat(found.getResult(0).getValue().toStringUtf8()).isEqualTo("bars!");
    assertThat(found.getResult(0).hasOwner()).isFalse();
    assertThat(client.getRange(range("bar", "bar\0")).getCount()).isEqualTo(1);
    assertThat(
            client
                .getRange(
                    Skein.GetRangeRequest.newBuilder()
                        .setEnd("bars")
                        .setResultType(Skein.GetRangeRequest.ResultType.NONE)
                        .build())
                .getResultCount())
        .isZero();

    Skein.DeleteRangeResponse taken =
        client.deleteRange(
            Skein.DeleteRangeRequest.newBuilder()
                .setStart("bar")
                .setEnd("bas")
                .setResultType(Skein.DeleteRangeRequest.ResultType.KEYS)
                .build());
    assertThat(taken.getCount()).isEqualTo(3);
    assertThat(taken.getResult(2).getKey()).isEqualTo("bart");
    assertThat(keys()).containsExactly("foo");
  }

  @Test
  void aPutKeepsWhatItIsToldToKeep() {
    var unused = client.putKey(put("k", "1").setOwner(instance(0)).build());

    Skein.PutKeyResponse answer =
        client.putKey(put("k", "2").setIgnoreOwner(true).setReturnPrevious(true).build());
    assertThat(answer.getPrevious().getValue().toStringUtf8()).isEqualTo("1");
    Skein.KeyValue now = client.getRange(range("k", "l")).getResult(0);
    assertThat(now.getValue().toStringUtf8()).isEqualTo("2");
    assertThat(now.getOwner()).isEqualTo(instance(0));

    unused =
        client.putKey(Skein.PutKeyRequest.newBuilder().setKey("k").setIgnoreValue(true).build());
    now = client.getRange(range("k", "l")).getResult(0);
    assertThat(now.getValue().toStringUtf8()).isEqualTo("2");
    assertThat(now.hasOwner()).isFalse();
  }

  @Test
  void whatIsAskedWronglyIsSaid() {
    assertStatus(
        () -> client.putKey(put("k", "").setIgnoreValue(true).build()),
        Status.Code.FAILED_PRECONDITION,
        "k is not set");
    assertStatus(
        () -> client.putKey(put("k", "").setIgnoreValue(true).setIgnoreOwner(true).build()),
        Status.Code.INVALID_ARGUMENT);
    assertStatus(
        () -> client.putKey(put("k", "1").setOwner(instance(9)).build()),
        Status.Code.INVALID_ARGUMENT,
        "worker_9");
    assertStatus(
        () -> client.putKey(put("k", "x".repeat(AgentApi.MAX_VALUE_BYTES + 1)).build()),
        Status.Code.INVALID_ARGUMENT,
        "1048577",
        "1048576");
    assertThat(keys()).isEmpty();
  }

  @Test
  void aTransactionIsDoneWholeOrNotAtAll() {
    var unused = client.putKey(put("k", "1").setOwner(instance(0)).build());

    Skein.TransactionResponse done =
        client.transaction(
            Skein.TransactionRequest.newBuilder()
                .addCondition(
                    Skein.Condition.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("1")))
                .addCondition(
                    Skein.Condition.newBuilder()
                        .setKey("k")
                        .setField(Skein.Condition.Field.OWNER)
                        .setOperator(Skein.Condition.Operator.LESS)
                        .setOwner(instance(10)))
                .addOnSuccess(
                    op().setPutKey(put("k", "2").setIgnoreOwner(true).setReturnPrevious(true)))
                .addOnSuccess(op().setGetRange(range("k", "l")))
                .addOnFailure(op().setDeleteRange(Skein.DeleteRangeRequest.getDefaultInstance()))
                .build());

    assertThat(done.getSucceeded()).isTrue();
    assertThat(done.getResult(0).getPutKey().getPrevious().getValue().toStringUtf8())
        .isEqualTo("1");
    assertThat(done.getResult(1).getGetRange().getResult(0).getValue().toStringUtf8())
        .isEqualTo("2");

    assertStatus(
        () ->
            client.transaction(
                Skein.TransactionRequest.newBuilder()
                    .addOnSuccess(op().setPutKey(put("new", "1")))
                    .addOnSuccess(op().setPutKey(put("new", "").setIgnoreValue(true)))
                    .build()),
        Status.Code.FAILED_PRECONDITION);
    assertThat(keys()).containsExactly("k");
  }

  private static Skein.OpRequest.Builder op() {
    return Skein.OpRequest.newBuilder();
  }

  private static Skein.ScaleRequest scale(int count, int delta) {
    return Skein.ScaleRequest.newBuilder()
        .setServiceName("worker")
        .setCount(count)
        .setDelta(delta)
        .build();
  }

  @Test
  void numbersOfContainersChange() {
    Skein.ContainersResponse begun = client.scale(scale(3, 0));
    assertThat(begun.getContainersList())
        .extracting(Skein.Container::getInstance)
        .containsExactly(1, 2);
    assertThat(begun.getContainers(0).getState()).isEqualTo(Skein.Container.State.REQUESTED);

    Skein.ContainersResponse stopped = client.scale(scale(0, -1));
    assertThat(stopped.getContainers(0).getState()).isEqualTo(Skein.Container.State.KILLED);
    assertThat(stopped.getContainers(0).getStartTime())
        .isEqualTo(FakeApplication.STARTED.toEpochMilli());
    assertThat(stopped.getContainers(0).getFinishTime())
        .isEqualTo(FakeApplication.STARTED.plusSeconds(5).toEpochMilli());
    assertThat(stopped.getContainers(0).getExitMessage()).isEqualTo("ended as asked");

    assertStatus(() -> client.scale(scale(1, 1)), Status.Code.INVALID_ARGUMENT);
    assertStatus(() -> client.scale(scale(-1, 0)), Status.Code.INVALID_ARGUMENT);
    assertStatus(
        () -> client.scale(Skein.ScaleRequest.newBuilder().setServiceName("other").build()),
        Status.Code.INVALID_ARGUMENT,
        "Unknown service 'other'");
  }

  @Test
  void containersAreListedByStateAndAddedAndKilledOneByOne() {
    Skein.Container added =
        client.addContainer(
            Skein.AddContainerRequest.newBuilder()
                .setServiceName("worker")
                .putEnv("ROLE", "spare")
                .build());
    assertThat(added.getInstance()).isEqualTo(1);
    assertThat(added.getState()).isEqualTo(Skein.Container.State.WAITING);
    assertThat(application.lastEnv).containsEntry("ROLE", "spare");

    var unused = client.killContainer(instance(0));
    application.begin(InstanceState.LAUNCHING);
    assertThat(
            client.getContainers(Skein.ContainersRequest.getDefaultInstance()).getContainersList())
        .extracting(Skein.Container::getState)
        .containsExactly(Skein.Container.State.WAITING, Skein.Container.State.REQUESTED);
    assertThat(
            client
                .getContainers(
                    Skein.ContainersRequest.newBuilder()
                        .addStates(Skein.Container.State.KILLED)
                        .addServices("worker")
                        .build())
                .getContainersList())
        .extracting(Skein.Container::getInstance)
        .containsExactly(0);
    assertStatus(
        () -> client.killContainer(instance(12)),
        Status.Code.INVALID_ARGUMENT,
        "no container instance 12");
  }

  @Test
  void theSpecificationIsToldAsItWasGiven() {
    Skein.ApplicationSpec spec = client.getApplicationSpec(Skein.Empty.getDefaultInstance());

    assertThat(spec.getMaxAttempts()).isEqualTo(3);
    assertThat(spec.getAcls().getModifyUsersList()).containsExactly("*");
    assertThat(spec.getMaster().getResources().getMemory()).isEqualTo(512);
    Skein.Service worker = spec.getServicesOrThrow("worker");
    assertThat(worker.getScript()).isEqualTo("sleep 9");
    assertThat(worker.getMaxRestarts()).isEqualTo(-1);
    assertThat(worker.getResources().getGpus()).isEqualTo(1);
    Skein.File file = worker.getFilesOrThrow("env");
    assertThat(file.getType()).isEqualTo(Skein.File.Type.ARCHIVE);
    assertThat(file.getSource().getHost()).isEqualTo("nn");
    assertThat(file.getSource().getFile()).isEqualTo("/envs/a.tar.gz");
    assertThat(file.getVisibility()).isEqualTo(Skein.File.Visibility.PUBLIC);
  }

  @Test
  void anApplicationEndsAsItIsTold() {
    assertStatus(
        () -> client.shutdown(Skein.ShutdownRequest.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT);
    var unused =
        client.shutdown(
            Skein.ShutdownRequest.newBuilder()
                .setFinalStatus(Skein.FinalStatus.Type.FAILED)
                .setDiagnostics("no data")
                .build());
    assertThat(application.ended.orElseThrow().diagnostics()).isEqualTo("no data");
  }

  @Test
  void pagesLeadToTheirTargets() throws Exception {
    var unused = client.addProxy(page("board", "http://node7:8787/status?a=1", "Board"));
    unused = client.addProxy(page("logs", "http://node7:8788", ""));
    assertStatus(
        () -> client.addProxy(page("board", "http://node8:1/", "")),
        Status.Code.FAILED_PRECONDITION,
        "board");
    assertStatus(
        () -> client.addProxy(page("other", "file:///etc/passwd", "")),
        Status.Code.INVALID_ARGUMENT);
    assertThat(client.getProxies(Skein.GetProxiesRequest.getDefaultInstance()).getProxyList())
        .extracting(Skein.Proxy::getLinkName)
        .containsExactly("Board", "");

    Skein.UIInfoResponse info = client.uiInfo(Skein.UIInfoRequest.getDefaultInstance());
    String base = info.getUiAddress(0).substring(0, info.getUiAddress(0).length() - 1);
    assertThat(location(base + info.getProxyPrefix() + "/logs/x%20y?b=2"))
        .isEqualTo("http://node7:8788/x%20y?b=2");
    assertThat(location(base + info.getProxyPrefix() + "/none")).isEqualTo("404");

    unused = client.removeProxy(Skein.RemoveProxyRequest.newBuilder().setRoute("logs").build());
    assertThat(location(base + info.getProxyPrefix() + "/logs/")).isEqualTo("404");
  }

  private static String location(String address) throws Exception {
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.discarding());
    return answer.headers().firstValue("Location").orElse(String.valueOf(answer.statusCode()));
  }

  private static Skein.Proxy page(String route, String target, String name) {
    return Skein.Proxy.newBuilder().setRoute(route).setTarget(target).setLinkName(name).build();
  }

  @Test
  void watchesHearWhatTheyAskedForUntilTheyAreCancelled() throws Exception {
    Heard heard = new Heard();
    StreamObserver<Skein.WatchRequest> asks =
        AppMasterGrpc.newStub(channel(CONTAINER)).watch(heard);
    var unused = client.putKey(put("w/before", "").build());
    asks.onNext(create("w/", "w0", Skein.WatchCreateRequest.Type.ALL));
    int all = heard.next(Skein.WatchResponse.Type.CREATE).getWatchId();
    asks.onNext(create("w/1", "w/1\0", Skein.WatchCreateRequest.Type.DELETE));
    int gone = heard.next(Skein.WatchResponse.Type.CREATE).getWatchId();

    unused = client.putKey(put("x", "elsewhere").build());
    unused = client.putKey(put("w/1", "one").setOwner(instance(0)).build());
    Skein.WatchResponse put = heard.next(Skein.WatchResponse.Type.PUT);
    assertThat(put.getWatchId()).isEqualTo(all);
    assertThat(put.getEvent(0).getKey()).isEqualTo("w/1");
    assertThat(put.getEvent(0).getValue().toStringUtf8()).isEqualTo("one");
    assertThat(put.getEvent(0).getOwner()).isEqualTo(instance(0));

    application.store().ownerEnded("worker_0");
    assertThat(
            List.of(
                heard.next(Skein.WatchResponse.Type.DELETE).getWatchId(),
                heard.next(Skein.WatchResponse.Type.DELETE).getWatchId()))
        .containsExactly(all, gone);

    asks.onNext(
        Skein.WatchRequest.newBuilder()
            .setCancel(Skein.WatchCancelRequest.newBuilder().setWatchId(all))
            .build());
    assertThat(heard.next(Skein.WatchResponse.Type.CANCEL).getWatchId()).isEqualTo(all);
    unused = client.putKey(put("w/1", "two").build());
    application.store().delete("w/1");
    assertThat(heard.next(Skein.WatchResponse.Type.DELETE).getWatchId()).isEqualTo(gone);
    asks.onCompleted();
    assertThat(heard.end()).isEqualTo(Status.Code.OK);
  }

  @Test
  void oneThatDoesNotReadHoldsNothingUpAndIsToldThatItMissedSomething() throws Exception {
    Heard heard = new Heard(false);
    StreamObserver<Skein.WatchRequest> asks = AppMasterGrpc.newStub(channel(CLIENT)).watch(heard);
    asks.onNext(create("", "", Skein.WatchCreateRequest.Type.ALL));
    heard.more(1);
    heard.next(Skein.WatchResponse.Type.CREATE);

    byte[] value = new byte[2000];
    for (int i = 0; i < 3000; i++) {
      application.store().put("k" + i % 100, value);
    }

    assertThat(keys()).hasSize(100);
    heard.more(10_000);
    assertThat(heard.end()).isEqualTo(Status.Code.OUT_OF_RANGE);
  }

  private static Skein.WatchRequest create(
      String start, String end, Skein.WatchCreateRequest.Type type) {
    return Skein.WatchRequest.newBuilder()
        .setCreate(
            Skein.WatchCreateRequest.newBuilder().setStart(start).setEnd(end).setEventType(type))
        .build();
  }

  /** What a watching client is told. */
  private static final class Heard
      implements ClientResponseObserver<Skein.WatchRequest, Skein.WatchResponse> {
    private final BlockingQueue<Skein.WatchResponse> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<Status.Code> ends = new LinkedBlockingQueue<>();
    private final boolean eager;
    private ClientCallStreamObserver<Skein.WatchRequest> call;

    Heard() {
      this(true);
    }

    Heard(boolean eager) {
      this.eager = eager;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Skein.WatchRequest> started) {
      call = started;
      if (!eager) {
        call.disableAutoRequestWithInitial(0);
      }
    }

    void more(int count) {
      call.request(count);
    }

    Skein.WatchResponse next(Skein.WatchResponse.Type type) throws InterruptedException {
      Skein.WatchResponse response = said.poll(30, TimeUnit.SECONDS);
      assertThat(response).as("a response %s", type).isNotNull();
      assertThat(response.getType()).isEqualTo(type);
      return response;
    }

    Status.Code end() throws InterruptedException {
      return ends.poll(30, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(Skein.WatchResponse response) {
      said.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      ends.add(Status.fromThrowable(failure).getCode());
    }

    @Override
    public void onCompleted() {
      ends.add(Status.Code.OK);
    }
  }
}
