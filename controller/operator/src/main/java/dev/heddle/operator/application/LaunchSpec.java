package dev.heddle.operator.application;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.LogLevel;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.Annotations;
import dev.heddle.crd.schema.Defaults;
import dev.heddle.operator.yarn.Launch;
import dev.heddle.operator.yarn.LaunchLogs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an Application asks to be launched: its processes, its user, its token, and the hash by
 * which a change of any of them is known. Pure.
 *
 * @param application the resource
 * @param shape which of its processes run where
 * @param user the user YARN sees
 * @param token the process's token
 */
record LaunchSpec(Application application, Shape shape, String user, Optional<String> token) {

  /** Half of SHA-256's half: enough to tell one resource's versions apart, and fits a YARN tag. */
  private static final int HASH_LENGTH = 16;

  /** Of a part: to name what differs, no more. */
  private static final int PART_LENGTH = 8;

  /** The order of a map's entries differs from one JVM to the next; the hash must not. */
  private static final ObjectMapper CANONICAL =
      Json.mapper().copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  LaunchSpec {
    requireNonNull(application, "application is null");
    requireNonNull(shape, "shape is null");
    requireNonNull(user, "user is null");
    requireNonNull(token, "token is null");
  }

  /**
   * Differs when a new application is needed: what only matters to a stop or to the time after an
   * end is left out, and so is what a running application is told, numbers of containers, or what
   * YARN can be asked anew for it. What says no more than an absent field is left out too: a newer
   * operator, which knows fields that an older one did not, finds the same hash, and the
   * application runs on. So it does when it is to speak another protocol from its next start on.
   */
  String hash() {
    return hash(wishes());
  }

  /**
   * The same part by part, so that it can be told what differs: the fields of the spec, of its
   * services one by one, and the rest of what a launch depends on.
   */
  Map<String, String> parts() {
    Map<String, String> parts = new TreeMap<>();
    ObjectNode wishes = wishes();
    for (Map.Entry<String, JsonNode> field : wishes.properties()) {
      if (field.getKey().equals("services")) {
        for (Map.Entry<String, JsonNode> service : field.getValue().properties()) {
          service
              .getValue()
              .properties()
              .forEach(
                  part ->
                      parts.put(
                          "services." + service.getKey() + "." + part.getKey(),
                          shortHash(part.getValue())));
        }
      } else if (!field.getValue().asText("-").isEmpty()) {
        parts.put(field.getKey(), shortHash(field.getValue()));
      }
    }
    return parts;
  }

  private static String shortHash(JsonNode part) {
    return hash(part).substring(0, PART_LENGTH);
  }

  private ObjectNode wishes() {
    ObjectNode object = CANONICAL.valueToTree(application);
    ObjectNode wishes = Defaults.omit(Kinds.APPLICATION, object).withObject("/spec");
    wishes.remove(
        List.of(
            "suspend",
            "restartPolicy",
            "stopGrace",
            "queue",
            "priority",
            "maxLifetime",
            "culling",
            "schedule",
            "skeinProtocol",
            "updateStrategy"));
    if (!shape.services().isEmpty()) {
      wishes.path("services").forEach(service -> ((ObjectNode) service).remove("instances"));
      wishes.put("inContainers", true);
    }
    wishes.put("effectiveUser", user);
    wishes.put(
        LaunchChange.RESTART,
        application.metadata().annotation(Annotations.RESTARTED_AT).orElse(""));
    wishes.put(LaunchChange.TOKEN, token.map(LaunchSpec::sha256).orElse(""));
    return wishes;
  }

  private static String hash(JsonNode wishes) {
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
        shape.nodeLabel(),
        spec.maxAttempts(),
        spec.tags(),
        spec.fileSystems(),
        spec.acls(),
        spec.terms(),
        new LaunchLogs(
            spec.logs(),
            spec.master().map(Master::logLevel).orElse(LogLevel.INFO),
            spec.master().flatMap(Master::logConfig)),
        shape.process(),
        spec.master().flatMap(Master::runtime),
        spec.master().flatMap(Master::resources),
        shape.services(),
        application.metadata().generation(),
        token,
        spec.stopGrace(),
        spec.skeinProtocol() ? Optional.of(SkeinWords.of(application, user)) : Optional.empty());
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
