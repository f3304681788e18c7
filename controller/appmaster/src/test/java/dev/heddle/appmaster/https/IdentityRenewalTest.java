package dev.heddle.appmaster.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.appmaster.kv.StoreForTests;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.Identities;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.PortRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is replaced while its holder serves. */
class IdentityRenewalTest {
  private static final String APPLICATION = "application_1_0007";
  private static final String NAME = "CN=" + APPLICATION;
  private static final String CONTAINERS = "CN=" + AgentApi.containersName(APPLICATION);

  @TempDir private Path directory;
  private TestAuthority authority;
  private TlsIdentity identity;
  private KeyStoreSecret ofContainers;
  private SSLContext operator;
  private AgentServer server;

  @BeforeEach
  void anApplicationServes() throws Exception {
    authority = new TestAuthority("CN=authority");
    identity = TlsIdentity.of(authority.secret(NAME, TestAuthority.LIFE));
    ofContainers = authority.secret(CONTAINERS, TestAuthority.LIFE);
    operator = authority.context("CN=heddle-operator");
    server =
        AgentServer.start(
            identity.context(),
            InetAddress.getLoopbackAddress(),
            PortRange.DEFAULT,
            directory.hashCode(),
            Optional.empty(),
            Routes.alone(
                    new AgentRoutes(
                        () -> {
                          throw new IllegalArgumentException("no status here");
                        },
                        StoreForTests.open(directory),
                        Map.of(),
                        request -> {}),
                    APPLICATION)
                .with(
                    new IdentityRoutes(this::renew, () -> Optional.of(ofContainers)), APPLICATION));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void renew(Identities identities) throws GeneralSecurityException, IOException {
    identity.renew(identities.own());
    ofContainers = identities.containers();
  }

  /** A connection that is kept, as a watcher's is. */
  private final class Kept implements AutoCloseable {
    private final SSLSocket socket;
    private final BufferedReader input;

    Kept() throws IOException {
      socket =
          (SSLSocket)
              operator
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), server.port());
      input = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    String ask() throws IOException {
      socket
          .getOutputStream()
          .write("GET /v1/kv/none HTTP/1.1\r\nHost: it\r\n\r\n".getBytes(ISO_8859_1));
      String status = input.readLine();
      int length = 0;
      for (String line = input.readLine(); !line.isEmpty(); line = input.readLine()) {
        if (line.regionMatches(true, 0, "Content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      for (int i = 0; i < length; i++) {
        assertThat(input.read()).isNotNegative();
      }
      return status;
    }

    BigInteger shownNumber() throws IOException {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private HttpResponse<String> call(SSLContext caller, String method, String path, String body)
      throws Exception {
    return HttpClient.newBuilder()
        .sslContext(caller)
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private int bring(String own) throws Exception {
    Identities identities =
        new Identities(
            authority.secret(own, TestAuthority.LIFE),
            authority.secret(CONTAINERS, TestAuthority.LIFE));
    return call(operator, "POST", AgentApi.IDENTITY, identities.toJson()).statusCode();
  }

  @Test
  void openConnectionsStayAndNewOnesShowTheNewCertificate() throws Exception {
    try (Kept before = new Kept()) {
      assertThat(before.ask()).contains("404");

      assertThat(bring(NAME)).isEqualTo(204);

      assertThat(before.ask()).as("the same connection").contains("404");
      operator = authority.context("CN=heddle-operator");
      try (Kept after = new Kept()) {
        assertThat(after.ask()).contains("404");
        assertThat(after.shownNumber()).isGreaterThan(before.shownNumber());
      }
    }
  }

  @Test
  void containersFetchTheirsAndTheMasterShowsNoOneItsOwn() throws Exception {
    assertThat(bring(NAME)).isEqualTo(204);
    SSLContext container = TlsIdentity.of(ofContainers).context();

    HttpResponse<String> fetched = call(container, "GET", AgentApi.CONTAINERS_IDENTITY, "");

    assertThat(fetched.statusCode()).isEqualTo(200);
    TlsIdentity renewed = TlsIdentity.of(KeyStoreSecret.fromJson(fetched.body()));
    assertThat(call(renewed.context(), "GET", "/v1/kv?prefix=", "").statusCode()).isEqualTo(200);
    assertThat(call(container, "POST", AgentApi.IDENTITY, "{}").statusCode()).isEqualTo(403);
    assertThat(call(container, "GET", AgentApi.IDENTITY, "").statusCode()).isEqualTo(403);
    SSLContext stranger = authority.context("CN=containers.application_1_0008");
    assertThat(call(stranger, "GET", AgentApi.CONTAINERS_IDENTITY, "").statusCode()).isEqualTo(403);
  }

  @Test
  void aCertificateOfAnotherNameOrAuthorityIsRefusedAndChangesNothing() throws Exception {
    try (Kept before = new Kept()) {
      assertThat(bring("CN=application_1_0008")).isEqualTo(400);
      assertThatThrownBy(
              () ->
                  identity.renew(new TestAuthority("CN=stranger").secret(NAME, TestAuthority.LIFE)))
          .isInstanceOf(GeneralSecurityException.class);
      try (Kept after = new Kept()) {
        assertThat(after.shownNumber()).isEqualTo(before.shownNumber());
      }
    }
  }

  @Test
  void renewalIsDueWhenAThirdOfTheTimeIsLeft() throws Exception {
    TlsIdentity year = TlsIdentity.of(authority.secret(NAME, Duration.ofDays(365)));
    Instant issued = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(year.isRenewalDue(issued.plus(Duration.ofDays(240)))).isFalse();
    assertThat(year.isRenewalDue(issued.plus(Duration.ofDays(250)))).isTrue();
  }
}
