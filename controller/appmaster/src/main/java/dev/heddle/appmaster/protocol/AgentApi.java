package dev.heddle.appmaster.protocol;

/**
 * The agent's HTTPS interface. The port is the application's RPC port in YARN's report; -1 or 0
 * means that the application has no key store and serves nothing. Callers show a certificate of the
 * installation's authority whose subject is {@link #OPERATOR_NAME}, or the one of the application's
 * containers for what they may; others get 403. Agents of service containers serve status, logs and
 * shutdown, the last for their application master too.
 *
 * <ul>
 *   <li>{@code GET /v1/status}: {@link AgentStatus}; with {@code ?look=now}, how it is used is
 *       looked at before
 *   <li>{@code /v1/kv}, {@code /v1/watch}: the key-value store, see {@code
 *       docs/reference/agent.yaml}
 *   <li>{@code GET /v1/logs?file=service|agent&tail=LINES}, {@code &offset=BYTE[&limit=BYTES]} or
 *       {@code &since=SECONDS}: bytes of the log, with {@link #LOG_NEXT_HEADER}
 *   <li>{@code POST /v1/shutdown}: {@link ShutdownRequest}; 202, the stop goes on afterwards
 *   <li>{@code GET /v1/skein}: {@link SkeinEndpoint}, where Skein's protocol is served
 *   <li>{@code POST /v1/scale}: {@link ScaleRequest}; 202, where services have containers
 *   <li>{@code DELETE /v1/containers/SERVICE_NUMBER}: ends one instance, which is replaced; 202
 *   <li>{@code POST /v1/reports/CONTAINER_ID}: {@link ContainerReport}; 204, or 410 when the
 *       container should end, or 503 when it should say it again
 *   <li>{@code POST /v1/identity}: {@link Identities} that replace those of the submission; 204
 *   <li>{@code GET /v1/identity/containers}: {@link KeyStoreSecret}, for the agents of containers
 * </ul>
 *
 * Every other answer has an {@link AgentError} as its body.
 */
public final class AgentApi {
  public static final String STATUS = "/v1/status";

  /** Parameter of {@link #STATUS}; an older agent does not know it, and says when it looked. */
  public static final String LOOK = "look";

  public static final String KEY_VALUES = "/v1/kv";
  public static final String WATCH = "/v1/watch";
  public static final String LOGS = "/v1/logs";
  public static final String SHUTDOWN = "/v1/shutdown";
  public static final String SKEIN = "/v1/skein";
  public static final String SCALE = "/v1/scale";
  public static final String CONTAINERS = "/v1/containers";
  public static final String REPORTS = "/v1/reports";
  public static final String STREAMS = "/v1/streams";
  public static final String IDENTITY = "/v1/identity";

  /** The certificate that the application's containers share, for them. */
  public static final String CONTAINERS_IDENTITY = IDENTITY + "/containers";

  /** Common name in the subject of the operator's certificate, which may call everything. */
  public static final String OPERATOR_NAME = "heddle-operator";

  /**
   * Common name in the certificate for what runs in an application's containers, beside the
   * application master too. It may read the status, use the key-value store, and report; nothing
   * else.
   */
  public static String containersName(String applicationId) {
    return "containers." + applicationId;
  }

  /**
   * Common name in the certificate for programs outside, and for a driver script beside the
   * application master, which may do with the application over Skein's protocol what they like.
   */
  public static String clientsName(String applicationId) {
    return "clients." + applicationId;
  }

  /** Directory in the container's own that holds what its processes call this interface with. */
  public static final String CLIENT_DIRECTORY = "api";

  /** File in it: {@code HOST:PORT}, there as soon as the application master can be called. */
  public static final String ADDRESS_FILE = "address";

  /** The YARN container whose log it is: those of an application share a certificate. */
  public static final String LOG_CONTAINER_HEADER = "Heddle-Log-Container";

  /** Byte offset at which the body of a logs answer begins. */
  public static final String LOG_OFFSET_HEADER = "Heddle-Log-Offset";

  /** Byte offset to ask for next, to follow a log without a gap or a repeat. */
  public static final String LOG_NEXT_HEADER = "Heddle-Log-Next";

  /** Of the change that put a value. */
  public static final String REVISION_HEADER = "Heddle-Revision";

  /** The instance with whose end a key goes. */
  public static final String OWNER_HEADER = "Heddle-Owner";

  /** Largest transaction as JSON: one value of the largest size, and room beside it. */
  public static final int MAX_TRANSACTION_BYTES = 2 << 20;

  /** Largest value of one key. */
  public static final int MAX_VALUE_BYTES = 1 << 20;

  /** Largest sum of all keys and values; the agent's heap is small. */
  public static final int MAX_STORE_BYTES = 6 << 20;

  /** Longest key in characters. */
  public static final int MAX_KEY_LENGTH = 512;

  private AgentApi() {}
}
