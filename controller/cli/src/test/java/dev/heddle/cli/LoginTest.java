package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Operator.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Being known to an operator, and making others known to it. */
class LoginTest {

  @TempDir Path directory;
  private Operator operator;

  @BeforeEach
  void start() {
    operator = new Operator(directory);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void aPersonWithACertificateLogsInAndIsThatPerson() throws IOException {
    Path ada = directory.resolve("grace");
    Result made =
        operator.run(
            "certificate", "create", "--user", "grace", "--group", "x", "--out", ada.toString());
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(ada.resolve("client.key"))))
        .isEqualTo("rw-------");

    String server = operator.variable("HEDDLE_SERVER");
    operator.with("HEDDLE_TOKEN_FILE", "").with("HEDDLE_CERTIFICATE_AUTHORITY", "");
    Result login =
        operator.run(
            "login",
            "--server",
            server,
            "--certificate-authority",
            ada.resolve("api-ca.pem").toString(),
            "--certificate",
            ada.resolve("client.crt").toString(),
            "--key",
            ada.resolve("client.key").toString());
    assertThat(login.code()).as(login.err()).isZero();
    assertThat(login.out()).isEqualTo("logged in to " + server + " as grace\n");

    operator.with("HEDDLE_SERVER", "");
    Result get = operator.run("get", "notebooks", "-n", "team-a");
    assertThat(get.code()).isEqualTo(1);
    assertThat(get.err())
        .contains("notebooks.heddle.dev is forbidden: User \"grace\" cannot list")
        .contains("Hint: an administrator gives rights with a RoleBinding");
  }

  @Test
  void aTokenIsMadeAndTaken() {
    Result made = operator.run("token", "create", "--user", "ci", "--expires", "1h");
    assertThat(made.code()).as(made.err()).isZero();

    operator.with("HEDDLE_TOKEN_FILE", "");
    Result login = operator.run("login", "--token", made.out().strip());

    assertThat(login.out()).endsWith(" as ci\n");
    assertThat(operator.run("login", "--token", "nonsense").err()).contains("Unauthorized");
  }

  @Test
  void aKubeconfigKeepsItsOtherContexts() throws IOException {
    Path file = directory.resolve("kube/config");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: prod
        preferences: {}
        clusters:
        - name: prod
          cluster: {server: "https://prod.example.com", insecure-skip-tls-verify: true}
        contexts:
        - name: prod
          context: {cluster: prod, user: "y"}
        users:
        - name: "y"
          user: {token: "1234"}
        """);
    for (int i = 0; i < 2; i++) { // Twice makes no second one.
      Result login = operator.run("login", "--kubeconfig=" + file);
      assertThat(login.code()).as(login.err()).isZero();
    }

    String text = Files.readString(file);
    assertThat(text)
        .contains("current-context: prod")
        .contains("server: https://prod.example.com")
        .contains("insecure-skip-tls-verify: true")
        .containsOnlyOnce("server: " + operator.variable("HEDDLE_SERVER"));
    assertThat(text.split("name: heddle", -1)).hasSize(4);
    String authority = Files.readString(Path.of(operator.variable("HEDDLE_CERTIFICATE_AUTHORITY")));
    assertThat(text).contains(Base64.getEncoder().encodeToString(authority.getBytes(US_ASCII)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertThat(operator.run("login", "--use-context", "--kubeconfig=" + file).code()).isZero();
    assertThat(Files.readString(file)).contains("current-context: heddle");
  }

  @Test
  void aKubeconfigThatCantBeReadStaysAsItIs() throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(file, "clusters: [");

    Result login = operator.run("login", "--kubeconfig=" + file);

    assertThat(login.code()).isEqualTo(1);
    assertThat(login.err()).contains("is not a kubeconfig that can be read");
    assertThat(Files.readString(file)).isEqualTo("clusters: [");
  }

  @Test
  void anOperatorOfAnotherAuthorityIsNotTrusted() throws IOException {
    Path other = directory.resolve("other");
    Operator another = new Operator(other);
    try {
      operator.with("HEDDLE_SERVER", another.variable("HEDDLE_SERVER"));
      Result get = operator.run("get", "notebooks");
      assertThat(get.code()).isEqualTo(1);
      assertThat(get.err()).contains("no secure connection to");
    } finally {
      another.close();
    }
  }
}
