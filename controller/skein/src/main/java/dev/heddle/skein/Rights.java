package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.https.Callers;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.skein.proto.AppMasterGrpc;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Who may call what: containers use the store, read, and show how far they are; the rest is for
 * those who hold the application. All applications hold certificates of one authority, so the name
 * in the certificate decides.
 */
final class Rights implements ServerInterceptor {
  private static final Set<MethodDescriptor<?, ?>> OF_CONTAINERS =
      Set.of(
          AppMasterGrpc.getGetRangeMethod(),
          AppMasterGrpc.getPutKeyMethod(),
          AppMasterGrpc.getDeleteRangeMethod(),
          AppMasterGrpc.getTransactionMethod(),
          AppMasterGrpc.getWatchMethod(),
          AppMasterGrpc.getGetApplicationSpecMethod(),
          AppMasterGrpc.getGetContainersMethod(),
          AppMasterGrpc.getSetProgressMethod(),
          AppMasterGrpc.getAddProxyMethod(),
          AppMasterGrpc.getRemoveProxyMethod(),
          AppMasterGrpc.getUiInfoMethod(),
          AppMasterGrpc.getGetProxiesMethod());

  private final Set<String> holders;
  private final String containers;

  Rights(String applicationId) {
    requireNonNull(applicationId, "applicationId is null");
    this.holders = Set.of(applicationId, AgentApi.clientsName(applicationId));
    this.containers = AgentApi.containersName(applicationId);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<String> caller = caller(call.getAttributes());
    boolean allowed =
        caller.filter(holders::contains).isPresent()
            || (caller.filter(containers::equals).isPresent()
                && OF_CONTAINERS.contains(call.getMethodDescriptor()));
    if (allowed) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.PERMISSION_DENIED.withDescription(
            caller.orElse("a caller without a name")
                + " may not do this: "
                + call.getMethodDescriptor().getBareMethodName()
                + " is for those who hold the application's own certificate"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static Optional<String> caller(Attributes connection) {
    SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return Optional.empty();
    }
    try {
      return Callers.name(session.getPeerPrincipal());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
