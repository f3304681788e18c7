package dev.heddle.appmaster.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything a container launch context needs to start the launch script with its agent: the
 * environment and the command. The agent package itself is a PUBLIC resource of type ARCHIVE under
 * the name {@link #ARCHIVE_LINK}.
 *
 * @param spec what the agent is told
 * @param script the user's bash script, run as a file; {@code set -e -x} or {@code exec} in it are
 *     the caller's choice; empty when the agent is to be alone in its container
 * @param ports where {@code HEDDLE_PORT} is chosen from
 * @param fixKernelspecs whether kernelspecs with dead absolute interpreters are repaired
 * @param token exported to the service as {@code JUPYTER_TOKEN}; {@link #secrets} carries it (I15)
 * @param plainEnvironment further variables, of letters and digits
 * @param userEnvironment exported literally, after everything the launch script sets
 */
public record AgentLaunch(
    AgentSpec spec,
    String script,
    PortRange ports,
    boolean fixKernelspecs,
    Optional<String> token,
    Map<String, String> plainEnvironment,
    Map<String, String> userEnvironment) {
  /** Name under which the agent package must be localized in the container. */
  public static final String ARCHIVE_LINK = "agent.d";

  /** Secret keys of the container's credentials: a PKCS12 key store and its password. */
  public static final String KEYSTORE_SECRET = "heddle.tls.keystore";

  public static final String KEYSTORE_PASSWORD_SECRET = "heddle.tls.password";

  /** The same two for the application's service containers, in the application master's alone. */
  public static final String CONTAINER_KEYSTORE_SECRET = "heddle.tls.container.keystore";

  public static final String CONTAINER_KEYSTORE_PASSWORD_SECRET = "heddle.tls.container.password";

  /** What a service container shows when it reports, see {@link ReportToken}. */
  public static final String REPORT_SECRET = "heddle.report";

  /** Says how much the agent logs; the other names the file that says it instead. */
  public static final String LOG_LEVEL_VARIABLE = "HEDDLE_LOG_LEVEL";

  public static final String LOG_CONFIG_VARIABLE = "HEDDLE_LOG_CONFIG";

  public static final String LOG_CONFIG_LINK = ".heddle-log4j.properties";

  public static final String TOKEN_SECRET = "heddle.token";

  /** The key store of an application master that speaks Skein's protocol, for that alone. */
  public static final String SKEIN_KEYSTORE_SECRET = "heddle.skein.keystore";

  public static final String SKEIN_KEYSTORE_PASSWORD_SECRET = "heddle.skein.password";

  /** What it says of the application, a {@link SkeinSpec}. */
  public static final String SKEIN_SPEC_SECRET = "heddle.skein.spec";

  /** {@link SkeinFiles} of this container's process, which the launch script writes. */
  public static final String SKEIN_FILES_SECRET = "heddle.skein.files";

  /** {@link SkeinFiles} for the service containers, hidden from the launch script. */
  public static final String SKEIN_CONTAINER_FILES_SECRET = "heddle.skein.container.files";

  /** Says whether an agent serves Skein's protocol, or its container's process only uses it. */
  public static final String SKEIN_VARIABLE = "HEDDLE_SKEIN";

  public static final String SKEIN_SERVE = "serve";
  public static final String SKEIN_USE = "use";

  /** Name under which the library for it is in the application master's container. */
  public static final String SKEIN_LIBRARY = "skein.jar";

  /** Where programs find it, as {@code HOST:PORT}. */
  public static final String SKEIN_ADDRESS_VARIABLE = "SKEIN_APPMASTER_ADDRESS";

  public static final String TOKEN_VARIABLE = "JUPYTER_TOKEN";

  private static final String USER_ENV = "HEDDLE_ENV";

  /** One environment entry cannot be longer in Linux (MAX_ARG_STRLEN, less its name). */
  private static final int MAX_ENTRY = 128 * 1024 - 64;

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public AgentLaunch {
    requireNonNull(spec, "spec is null");
    requireNonNull(script, "script is null");
    requireNonNull(ports, "ports is null");
    requireNonNull(token, "token is null");
    plainEnvironment = Map.copyOf(plainEnvironment);
    userEnvironment = Map.copyOf(userEnvironment);
    token.ifPresent(AgentLaunch::requirePlainToken);
    requireNames(userEnvironment);
  }

  private static void requireNames(Map<String, String> variables) {
    for (String name : variables.keySet()) {
      if (!VARIABLE.matcher(name).matches() || name.startsWith("HEDDLE_")) {
        throw new IllegalArgumentException(
            "environment variable "
                + name
                + " cannot be set: letters, digits and _ are allowed, HEDDLE_ is reserved");
      }
    }
  }

  /** An {@link #environment} with further variables of the user, which go before those in it. */
  static Map<String, String> withVariables(
      Map<String, String> environment, Map<String, String> variables) {
    requireNames(variables);
    Map<String, String> result = new LinkedHashMap<>(environment);
    String before =
        new String(Base64.getDecoder().decode(environment.getOrDefault(USER_ENV, "")), UTF_8);
    encode(result, USER_ENV, before + exports(variables));
    return result;
  }

  /** The one command of the container; YARN puts its log directory for {@code <LOG_DIR>}. */
  public static String command() {
    return "exec /bin/bash " + ARCHIVE_LINK + "/run.sh 1><LOG_DIR>/agent.out 2><LOG_DIR>/agent.err";
  }

  /**
   * The environment of the container. Values with characters special to a shell are encoded, since
   * the NodeManager writes them between double quotes without escaping.
   */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.putAll(plainEnvironment);
    environment.put("HEDDLE_SERVICE", spec.service());
    environment.put("HEDDLE_PORT_RANGE", ports.first() + "-" + ports.last());
    environment.put("HEDDLE_KERNELSPECS", fixKernelspecs ? "fix" : "keep");
    spec.workspace()
        .ifPresent(w -> environment.put("HEDDLE_WORKSPACE", w.empty() ? "empty" : "restore"));
    encode(environment, "HEDDLE_SPEC", spec.toJson());
    if (!script.isEmpty()) {
      encode(environment, "HEDDLE_SCRIPT", script);
    }
    StringBuilder wishes = new StringBuilder();
    for (PortWish wish : spec.upkeep().ports()) {
      PortRange range = wish.first() == 0 ? ports : new PortRange(wish.first(), wish.last());
      wishes
          .append(wishes.isEmpty() ? "" : "/")
          .append(wish.name() + "=" + range.first() + "-" + range.last());
    }
    if (!wishes.isEmpty()) {
      environment.put("HEDDLE_PORTS", wishes.toString());
    }
    spec.upkeep()
        .preStart()
        .ifPresent(
            hook -> {
              encode(environment, "HEDDLE_PRE_START", "exec" + words(hook.command()) + "\n");
              environment.put("HEDDLE_PRE_START_TIMEOUT", seconds(hook.timeout()));
            });
    if (!userEnvironment.isEmpty()) {
      encode(environment, USER_ENV, exports(userEnvironment));
    }
    return environment;
  }

  private static String exports(Map<String, String> variables) {
    StringBuilder exports = new StringBuilder();
    variables.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                exports
                    .append("export ")
                    .append(entry.getKey())
                    .append("=")
                    .append(quoted(entry.getValue()))
                    .append("\n"));
    return exports.toString();
  }

  /**
   * Secret keys to add to the container's credentials. The token is one of them and not part of the
   * environment, since NodeManagers copy the environment into the container's logs (I15); the
   * launch script exports it to the service.
   */
  public static Map<String, byte[]> secrets(Optional<String> token) {
    return token
        .map(value -> Map.of(TOKEN_SECRET, (TOKEN_VARIABLE + "=" + value + "\n").getBytes(UTF_8)))
        .orElse(Map.of());
  }

  private static String words(List<String> command) {
    StringBuilder words = new StringBuilder();
    command.forEach(word -> words.append(' ').append(quoted(word)));
    return words.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
  }

  private static void encode(Map<String, String> environment, String name, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    if (encoded.length() > MAX_ENTRY) {
      throw new IllegalArgumentException(
          name + " is too large for a container's environment: " + encoded.length() + " bytes");
    }
    environment.put(name, encoded);
  }

  private static void requirePlainToken(String token) {
    if (!token.matches("[A-Za-z0-9._~-]+")) {
      throw new IllegalArgumentException("the token has characters that a shell would change");
    }
  }
}
