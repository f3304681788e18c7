package dev.heddle.operator.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.Check;
import dev.heddle.appmaster.protocol.PortWish;
import dev.heddle.appmaster.protocol.ProbeSpec;
import dev.heddle.appmaster.protocol.Upkeep;
import dev.heddle.crd.application.Exec;
import dev.heddle.crd.application.Hook;
import dev.heddle.crd.application.Hooks;
import dev.heddle.crd.application.HttpGet;
import dev.heddle.crd.application.Port;
import dev.heddle.crd.application.PortRef;
import dev.heddle.crd.application.Probe;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.RestartBackoff;
import dev.heddle.crd.application.TcpSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpkeepsTest {

  private static Probe probe(Optional<HttpGet> http, Optional<TcpSocket> tcp, Optional<Exec> exec) {
    return new Probe(
        http, tcp, exec, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 4, 1);
  }

  private static ProbeSpec spec(Check check) {
    return new ProbeSpec(
        check, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), 4, 1);
  }

  @Test
  void theAgentIsToldAllThatIsDeclared() {
    HttpGet get =
        new HttpGet(
            "/up", Optional.of(new PortRef("http")), HttpGet.Scheme.HTTPS, 204, "SECRET_TOKEN");
    Readiness readiness =
        new Readiness(
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.of(new TcpSocket(new PortRef("8080"))),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            4,
            1);
    LaunchUpkeep declared =
        new LaunchUpkeep(
            Optional.of(readiness),
            Optional.of(probe(Optional.of(get), Optional.empty(), Optional.empty())),
            Optional.of(
                probe(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Exec(List.of("cat", "healthy"))))),
            Map.of("http", new Port(0, ""), "api", new Port(9000, ""), "debug", new Port(0, "5-7")),
            Optional.of(
                new Hooks(
                    Optional.of(new Hook(List.of("up"), Duration.ofSeconds(5))),
                    Optional.of(new Hook(List.of("down", "now"), Duration.ofSeconds(6))))),
            RestartBackoff.usual());

    Upkeep told = Upkeeps.of(declared);

    assertThat(told)
        .isEqualTo(
            new Upkeep(
                Optional.of(
                    spec(new Check.Http("/up", "http", true, 204, Optional.of("SECRET_TOKEN")))),
                Optional.of(spec(new Check.Tcp("8080"))),
                Optional.of(spec(new Check.Exec(List.of("cat", "healthy")))),
                List.of(
                    new PortWish("api", 9000, 9000),
                    new PortWish("debug", 5, 7),
                    new PortWish("http", 0, 0)),
                Optional.of(
                    new dev.heddle.appmaster.protocol.Hook(List.of("up"), Duration.ofSeconds(5))),
                Optional.of(
                    new dev.heddle.appmaster.protocol.Hook(
                        List.of("down", "now"), Duration.ofSeconds(6)))));
  }

  @Test
  void theShortFormOfReadinessIsNoProbeOfItsOwn() {
    assertThat(Upkeeps.of(LaunchUpkeep.of(Optional.of(new Readiness("/up", Optional.empty(), "")))))
        .isEqualTo(Upkeep.none());
  }
}
