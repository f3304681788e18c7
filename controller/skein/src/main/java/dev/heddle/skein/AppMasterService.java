package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.FinalStatus;
import dev.heddle.appmaster.protocol.ShutdownRequest;
import dev.heddle.appmaster.skein.Page;
import dev.heddle.appmaster.skein.SkeinApplication;
import dev.heddle.skein.proto.AppMasterGrpc;
import dev.heddle.skein.proto.Skein;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Skein's service: each call in this application master's own terms. */
final class AppMasterService extends AppMasterGrpc.AppMasterImplBase {
  private final SkeinApplication application;
  private final KeyValueCalls keyValues;
  private final ContainerCalls containers;
  private final Watches watches;
  private final PageServer pages;

  AppMasterService(SkeinApplication application) {
    this.application = requireNonNull(application, "application is null");
    this.keyValues = new KeyValueCalls(application.store());
    this.containers = new ContainerCalls(application);
    this.watches = new Watches(application.store());
    this.pages = new PageServer(application);
  }

  @Override
  public void shutdown(Skein.ShutdownRequest request, StreamObserver<Skein.Empty> caller) {
    Answer.to(
        caller,
        () -> {
          FinalStatus status =
              switch (request.getFinalStatus()) {
                case SUCCEEDED -> FinalStatus.SUCCEEDED;
                case FAILED -> FinalStatus.FAILED;
                case KILLED -> FinalStatus.KILLED;
                case UNDEFINED, UNRECOGNIZED ->
                    throw new IllegalArgumentException(
                        "an application ends as SUCCEEDED, FAILED or KILLED");
              };
          application.shutdown(
              new ShutdownRequest(
                  status,
                  request.getDiagnostics().isEmpty()
                      ? "Shutdown requested by user."
                      : request.getDiagnostics(),
                  Optional.empty()));
          return Skein.Empty.getDefaultInstance();
        });
  }

  @Override
  public void getRange(
      Skein.GetRangeRequest request, StreamObserver<Skein.GetRangeResponse> caller) {
    Answer.to(caller, () -> keyValues.get(request));
  }

  @Override
  public void putKey(Skein.PutKeyRequest request, StreamObserver<Skein.PutKeyResponse> caller) {
    Answer.to(caller, () -> keyValues.put(request));
  }

  @Override
  public void deleteRange(
      Skein.DeleteRangeRequest request, StreamObserver<Skein.DeleteRangeResponse> caller) {
    Answer.to(caller, () -> keyValues.delete(request));
  }

  @Override
  public void transaction(
      Skein.TransactionRequest request, StreamObserver<Skein.TransactionResponse> caller) {
    Answer.to(caller, () -> keyValues.transact(request));
  }

  @Override
  public StreamObserver<Skein.WatchRequest> watch(StreamObserver<Skein.WatchResponse> caller) {
    return watches.open(caller);
  }

  @Override
  public void getApplicationSpec(
      Skein.Empty request, StreamObserver<Skein.ApplicationSpec> caller) {
    Answer.to(caller, () -> Specifications.of(application.spec()));
  }

  @Override
  public void getContainers(
      Skein.ContainersRequest request, StreamObserver<Skein.ContainersResponse> caller) {
    Answer.to(caller, () -> containers.list(request));
  }

  @Override
  public void killContainer(Skein.ContainerInstance request, StreamObserver<Skein.Empty> caller) {
    Answer.to(
        caller,
        () -> {
          containers.kill(request);
          return Skein.Empty.getDefaultInstance();
        });
  }

  @Override
  public void scale(Skein.ScaleRequest request, StreamObserver<Skein.ContainersResponse> caller) {
    Answer.to(caller, () -> containers.scale(request));
  }

  @Override
  public void addContainer(
      Skein.AddContainerRequest request, StreamObserver<Skein.Container> caller) {
    Answer.to(caller, () -> containers.add(request));
  }

  @Override
  public void setProgress(Skein.SetProgressRequest request, StreamObserver<Skein.Empty> caller) {
    Answer.to(
        caller,
        () -> {
          application.display().progress(request.getProgress());
          return Skein.Empty.getDefaultInstance();
        });
  }

  @Override
  public void addProxy(Skein.Proxy request, StreamObserver<Skein.Empty> caller) {
    Answer.to(
        caller,
        () -> {
          application
              .display()
              .add(new Page(request.getRoute(), request.getTarget(), request.getLinkName()));
          return Skein.Empty.getDefaultInstance();
        });
  }

  @Override
  public void removeProxy(Skein.RemoveProxyRequest request, StreamObserver<Skein.Empty> caller) {
    Answer.to(
        caller,
        () -> {
          application.display().remove(request.getRoute());
          return Skein.Empty.getDefaultInstance();
        });
  }

  @Override
  public void getProxies(
      Skein.GetProxiesRequest request, StreamObserver<Skein.GetProxiesResponse> caller) {
    Answer.to(
        caller,
        () -> {
          Skein.GetProxiesResponse.Builder all = Skein.GetProxiesResponse.newBuilder();
          for (Page page : application.display().pages()) {
            all.addProxy(
                Skein.Proxy.newBuilder()
                    .setRoute(page.route())
                    .setTarget(page.target())
                    .setLinkName(page.linkName()));
          }
          return all.build();
        });
  }

  @Override
  public void uiInfo(Skein.UIInfoRequest request, StreamObserver<Skein.UIInfoResponse> caller) {
    Answer.to(
        caller,
        () ->
            Skein.UIInfoResponse.newBuilder()
                .addUiAddress(pages.address())
                .setProxyPrefix(PageServer.PREFIX)
                .build());
  }
}
