package dev.heddle.skein;

import dev.heddle.appmaster.https.TlsIdentity;
import dev.heddle.appmaster.skein.SkeinApplication;
import dev.heddle.appmaster.skein.SkeinProtocol;
import io.grpc.ServerInterceptors;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** Serves gRPC over TLS with certificates on both sides. */
public final class GrpcProtocol implements SkeinProtocol {
  /** More than is taken, so that most of what is too large is answered with what is allowed. */
  private static final int MAX_MESSAGE_BYTES = 6 << 20;

  private static final int THREADS = 4;

  /** Kept, because a level is forgotten with its logger. Each failed handshake would be a page. */
  private static final Logger LIBRARY = Logger.getLogger("io.grpc");

  private static final long STACK_BYTES = 256 * 1024;

  @Override
  public void serve(
      ServerSocket listening,
      Socket first,
      TlsIdentity.Managers identity,
      SkeinApplication application)
      throws IOException {
    LIBRARY.setLevel(Level.SEVERE);
    OpenSocket socket = new OpenSocket(listening, first);
    OkHttpServerBuilder.forPort(
            socket.getLocalSocketAddress(),
            TlsServerCredentials.newBuilder()
                .keyManager(identity.keys().toArray(KeyManager[]::new))
                .trustManager(identity.trust().toArray(TrustManager[]::new))
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build())
        .socketFactory(socket.factory())
        .executor(threads())
        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
        // Skein's clients keep a connection for as long as they live, and may ask often.
        .permitKeepAliveTime(10, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addService(
            ServerInterceptors.intercept(
                new AppMasterService(application), new Rights(application.applicationId())))
        .build()
        .start();
  }

  /** Calls end at once; a watch has a thread of its own. */
  private static Executor threads() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, "skein-call", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
