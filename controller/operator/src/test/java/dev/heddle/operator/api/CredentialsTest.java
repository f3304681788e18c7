package dev.heddle.operator.api;

import static dev.heddle.operator.api.People.SECRET;
import static dev.heddle.operator.api.RunningApi.NOTEBOOKS;
import static dev.heddle.operator.api.RunningApi.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.operator.agent.ApiCertificates;
import dev.heddle.operator.agent.InstallationAuthority;
import dev.heddle.operator.api.RunningApi.Lines;
import dev.heddle.operator.api.RunningApi.Reply;
import dev.heddle.operator.yarn.ApplicationKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what people are known, and by what not any more. */
class CredentialsTest {

  private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  @TempDir Path directory;
  private People people;

  @BeforeEach
  void start() throws IOException {
    people = new People(directory);
  }

  @AfterEach
  void stop() {
    people.close();
  }

  @Test
  void aCertificateOfThisInstallationSaysWhoOneIs() throws Exception {
    ApiCertificates.Issued issued =
        people.api.certificates.issue("grace", List.of("readers", "x"), Duration.ofHours(1));

    assertThat(status(Optional.of(issued))).isEqualTo(200);

    people.api.clock.pass(Duration.ofMinutes(61));
    assertThat(status(Optional.of(issued))).as("expired").isEqualTo(401);
  }

  @Test
  void noOtherCertificateSaysAnything() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    ApiCertificates foreign =
        InstallationAuthority.open(directory.resolve("foreign"), clock, new SecureRandom())
            .api(Set.of());

    assertThat(status(Optional.empty())).as("none").isEqualTo(401);
    assertThat(
            status(
                Optional.of(foreign.issue("root", List.of("system:masters"), Duration.ofDays(1)))))
        .as("of another installation, by the same name of authority")
        .isEqualTo(401);
    for (String own : List.of("heddle-operator", "application_1_1", "application-1-1-containers")) {
      assertThatThrownBy(() -> people.api.certificates.issue(own, List.of(), Duration.ofDays(1)))
          .as("agents would take it for the operator or for another agent")
          .hasMessageContaining("is one of Heddle's own");
    }
  }

  /** A container has such a one: it must not make it a user of the API. */
  @Test
  void theCertificateOfAnAgentSaysNothingHere() throws Exception {
    ApplicationKeys.KeyStoreFile agent =
        InstallationAuthority.open(
                directory.resolve("authority"), people.api.clock, new SecureRandom())
            .issue("application_1_1");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(agent.pkcs12()), agent.password().toCharArray());
    List<X509Certificate> found = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      found.add((X509Certificate) store.getCertificate(alias));
    }

    assertThat(found).isNotEmpty();
    for (X509Certificate certificate : found) {
      assertThat(people.api.certificates.client(certificate)).isEmpty();
    }
  }

  /** The answer to a request over a connection with this certificate. */
  private int status(Optional<ApiCertificates.Issued> shown)
      throws IOException, InterruptedException {
    HttpClient client = people.api.client(shown);
    return client.send(people.api.request(NOTEBOOKS).build(), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void theServersCertificateIsRenewedWhileItServes() throws Exception {
    X509Certificate first = shownBy(people.api.client(Optional.empty()));
    assertThat(shownBy(people.api.client(Optional.empty()))).isEqualTo(first);
    assertThat(first.getSubjectAlternativeNames().toString())
        .contains("127.0.0.1")
        .contains("localhost");

    assertThat(people.get("viewer", NOTEBOOKS).code()).isEqualTo(200);

    people.api.clock.pass(Duration.ofDays(250));

    X509Certificate second = shownBy(people.api.client(Optional.empty()));
    assertThat(second.getNotAfter()).isAfter(first.getNotAfter());
    assertThat(people.get("viewer", NOTEBOOKS).code()).as("on the old connection").isEqualTo(200);
  }

  private X509Certificate shownBy(HttpClient client) throws Exception {
    var answer = client.send(people.api.request("/livez").build(), BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  @Test
  void aTokenForAServiceIsMadeAndEnds() {
    String token = made("robot", "\"readers\"", "2h");

    assertThat(who(token)).isEqualTo("robot");
    String[] parts = token.split("\\.");
    for (String wrong :
        List.of(
            token.substring(0, token.length() - 2),
            parts[0] + "." + payload("root") + "." + parts[2],
            header("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload("root") + ".",
            header("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + "A".repeat(86),
            parts[0] + "..",
            "a.b.c")) {
      assertThat(who(wrong)).as(wrong).isEqualTo("401");
    }

    people.api.clock.pass(Duration.ofMinutes(121));
    assertThat(who(token)).isEqualTo("401");
  }

  @Test
  void aStreamEndsWithItsToken() {
    String token = made("robot", "\"readers\"", "2h");
    try (Lines watch = people.stream(token, NOTEBOOKS + "?watch=true")) {
      assertThat(watch.code).isEqualTo(200);

      people.api.clock.pass(Duration.ofHours(3));

      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void nobodyMakesACredentialForMoreThanHeMayBe() {
    people.api.store.create(
        dev.heddle.crd.json.Kinds.CLUSTER_ROLE,
        RunningApi.tree(
            """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
             "metadata": {"name": "maker"}, "rules": [
              {"apiGroups": ["heddle.dev"], "resources": ["access/tokens"], "verbs": ["create"]},
              {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"],
               "resourceNames": ["robot"]}]}
            """));
    people.api.store.create(
        dev.heddle.crd.json.Kinds.CLUSTER_ROLE_BINDING,
        RunningApi.tree(
            """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
             "metadata": {"name": "maker"}, "subjects": [{"kind": "User", "name": "editor"}],
             "roleRef": {"kind": "ClusterRole", "name": "maker"}}
            """));
    String tokens = "/apis/heddle.dev/v1/access/tokens";

    Reply asMaster =
        people.get(
            "editor",
            NOTEBOOKS,
            "Impersonate-User",
            "robot",
            "Impersonate-Group",
            "system:masters");
    assertThat(asMaster.code()).isEqualTo(403);
    assertThat(asMaster.json().path("message").asText())
        .contains("cannot impersonate resource \"groups\"");

    assertThat(people.as("editor", "POST", tokens, "{\"user\": \"robot\"}").code()).isEqualTo(201);
    assertThat(people.as("editor", "POST", tokens, "{\"user\": \"root\"}").code()).isEqualTo(403);
    assertThat(
            people
                .as(
                    "editor",
                    "POST",
                    tokens,
                    "{\"user\": \"robot\", \"groups\": [\"system:masters\"]}")
                .code())
        .isEqualTo(403);
    assertThat(
            people
                .as(
                    "editor",
                    "POST",
                    "/apis/heddle.dev/v1/access/certificates",
                    "{\"user\": \"robot\"}")
                .code())
        .isEqualTo(403);
    assertThat(
            people.as("root", "POST", tokens, "{\"user\": \"x\", \"expires\": \"9000d\"}").code())
        .isEqualTo(400);
  }

  @Test
  void theTokenFileIsReadAgainWhenItChanges() throws IOException {
    assertThat(who("viewer" + SECRET)).isEqualTo("viewer");

    people.write("new" + SECRET + ",someone,,\"a,b\"\n");
    assertThat(who("viewer" + SECRET)).isEqualTo("401");
    assertThat(who("new" + SECRET)).isEqualTo("someone");

    Files.setPosixFilePermissions(people.tokens, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(who("new" + SECRET)).as("others can read it").isEqualTo("401");
    assertThatThrownBy(() -> StaticTokens.open(people.tokens))
        .hasMessageContaining("can be read by others")
        .hasMessageContaining("chmod 600");

    Files.setPosixFilePermissions(people.tokens, PosixFilePermissions.fromString("rw-------"));
    assertThat(who("new" + SECRET)).isEqualTo("someone");
    Files.delete(people.tokens);
    assertThat(who("new" + SECRET)).isEqualTo("401");
  }

  @Test
  void aTokenFileWithMistakesIsRefusedWithTheLine() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"short,user", "shorter than 16"},
          {"0123456789abcdef", "write token,user,uid"},
          {"0123456789abcdef,u,,\"a", "quotation mark"},
          {"0123456789abcdef,a\n0123456789abcdef,b", "twice"},
        }) {
      people.write("# a comment\n" + wrong[0] + "\n");
      assertThatThrownBy(() -> StaticTokens.open(people.tokens))
          .hasMessageContaining(wrong[1])
          .hasMessageContaining("tokens.csv:")
          .hasMessageNotContaining("0123456789abcdef");
    }
  }

  private String made(String user, String groups, String expires) {
    Reply reply =
        people.as(
            "root",
            "POST",
            "/apis/heddle.dev/v1/access/tokens",
            "{\"user\": \"%s\", \"groups\": [%s], \"expires\": \"%s\"}"
                .formatted(user, groups, expires));
    assertThat(reply.code()).as(reply.body()).isEqualTo(201);
    return reply.json().path("token").asText();
  }

  private String who(String token) {
    Reply reply =
        people.api.exchange(
            people
                .api
                .request(WHO)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    return reply.code() == 201
        ? reply.json().at("/status/userInfo/username").asText()
        : Integer.toString(reply.code());
  }

  private static String payload(String user) {
    return header(
        "{\"iss\":\"heddle\",\"aud\":\"heddle-api\",\"sub\":\"%s\",\"exp\":99999999999}"
            .formatted(user));
  }

  private static String header(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
