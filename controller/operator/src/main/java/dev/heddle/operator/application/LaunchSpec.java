package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.operator.yarn.Launch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an Application asks to be launched: its one process, its user, its token, and the hash by
 * which a change of any of them is known. Pure.
 *
 * @param application the resource
 * @param process what runs
 * @param user the user YARN sees
 * @param token the process's token
 */
record LaunchSpec(
    Application application, SoleProcess process, String user, Optional<String> token) {

  private static final String MASTER = "master";
  private static final Resources MASTER_RESOURCES = new Resources(DataSize.ofMebibytes(512), 1);

  /** Half of SHA-256's half: enough to tell one resource's versions apart, and fits a YARN tag. */
  private static final int HASH_LENGTH = 16;

  /** The order of a map's entries differs from one JVM to the next; the hash must not. */
  private static final ObjectMapper CANONICAL =
      Json.mapper().copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  LaunchSpec {
    requireNonNull(application, "application is null");
    requireNonNull(process, "process is null");
    requireNonNull(user, "user is null");
    requireNonNull(token, "token is null");
  }

  /** The one process of the spec; empty when it has another number of them. */
  static Optional<SoleProcess> process(ApplicationSpec spec) {
    Optional<Master> driver = spec.master().filter(m -> m.script().isPresent());
    if (driver.isPresent() && spec.services().isEmpty()) {
      Master master = driver.get();
      return Optional.of(
          new SoleProcess(
              MASTER,
              master.resources().orElse(MASTER_RESOURCES),
              master.script().orElse(""),
              master.files(),
              master.env(),
              0,
              Optional.empty(),
              Optional.empty()));
    }
    if (driver.isPresent() || spec.services().size() != 1) {
      return Optional.empty();
    }
    Map.Entry<String, Service> only = spec.services().entrySet().iterator().next();
    Service service = only.getValue();
    return service.instances() != 1
        ? Optional.empty()
        : Optional.of(
            new SoleProcess(
                only.getKey(),
                service.resources(),
                service.script().orElseGet(() -> script(service.commands())),
                service.files(),
                service.env(),
                service.maxRestarts(),
                service.readiness(),
                service.workspace()));
  }

  /** Skein's older form: in order, shown as they run, ending with the first that fails. */
  private static String script(List<String> commands) {
    return "set -e -x\n" + String.join("\n", commands) + "\n";
  }

  /**
   * Differs when a new application is needed: what only matters to a stop or to the time after an
   * end is left out.
   */
  String hash() {
    ObjectNode wishes = CANONICAL.valueToTree(application.spec());
    wishes.remove(List.of("suspend", "restartPolicy", "stopGrace"));
    wishes.put("effectiveUser", user);
    wishes.put(
        "restartedAt", application.metadata().annotation(Annotations.RESTARTED_AT).orElse(""));
    wishes.put("token", token.map(LaunchSpec::sha256).orElse(""));
    try {
      Object sorted = CANONICAL.treeToValue(wishes, Object.class);
      return sha256(CANONICAL.writeValueAsString(sorted)).substring(0, HASH_LENGTH);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an Application can't be written as JSON", e);
    }
  }

  Launch launch(int run, String launchHash) {
    ApplicationSpec spec = application.spec();
    return new Launch(
        application.metadata().namespace(),
        application.metadata().name(),
        application.metadata().uid(),
        run,
        launchHash,
        spec.name().isEmpty() ? application.metadata().name() : spec.name(),
        spec.queue(),
        user,
        spec.nodeLabel(),
        spec.maxAttempts(),
        spec.tags(),
        spec.fileSystems(),
        spec.acls(),
        process.resources(),
        process.name(),
        process.script(),
        process.files(),
        process.env(),
        token,
        process.maxRestarts(),
        process.readiness(),
        process.workspace(),
        spec.stopGrace());
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
