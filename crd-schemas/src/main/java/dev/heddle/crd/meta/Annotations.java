package dev.heddle.crd.meta;

/** The annotations that have a meaning in Heddle. */
public final class Annotations {

  /**
   * The user on whose behalf an object exists: who YARN sees unless an administrator asked (I15).
   */
  public static final String OWNER = "heddle.dev/owner";

  /** The Source that declares the object, and so may change and delete it (I12). */
  public static final String SOURCE = "heddle.dev/source";

  /** The file that declares the object, relative to its source's root. */
  public static final String SOURCE_PATH = "heddle.dev/source-path";

  /**
   * Which fields the file declares, by name and without their values, and of which object; what is
   * not in it belongs to others. A copy of the object under another name does not match it.
   */
  public static final String DECLARED_FIELDS = "heddle.dev/declared-fields";

  /** Put on an object by whoever may hand it over: the name of the Source that may take it. */
  public static final String ADOPT = "heddle.dev/adopt";

  /** Put on a Source or CleanupPolicy: the revision whose deletions are approved (I4). */
  public static final String APPROVED_REVISION = "heddle.dev/approved-revision";

  /** Any new value is a wish for a new run: {@code heddle start} and {@code restart} set it. */
  public static final String RESTARTED_AT = "heddle.dev/restarted-at";

  /**
   * When somebody last asked for it to run, as RFC 3339 has it: outside the hours of its schedule
   * it runs for a while from then. Starts nothing anew that runs.
   */
  public static final String STARTED_AT = "heddle.dev/started-at";

  /**
   * Until when it is not stopped for being unused, or by its schedule: a time as RFC 3339 has it.
   */
  public static final String KEEP_UNTIL = "heddle.dev/keep-until";

  /** {@link Intent#PAUSED} freezes Heddle's hands: what it is put on is shown and left alone. */
  public static final String RECONCILE = "heddle.dev/reconcile";

  /** {@link Intent#KEEP} lets what runs for an object live on when the object is deleted. */
  public static final String ON_DELETE = "heddle.dev/on-delete";

  /** The Secret in the same namespace whose key {@code token} an application's process is given. */
  public static final String TOKEN_SECRET = "heddle.dev/token-secret";

  /** On a NotebookClass, when {@code true}: new notebooks that name no class get this one. */
  public static final String DEFAULT_CLASS = "heddle.dev/is-default-class";

  /** On a Source that the operator's configuration file names: the spec it has there. */
  public static final String CONFIGURED = "heddle.dev/configured";

  /** On an Application that a CleanupPolicy stops: which run, by which rule, and why. */
  public static final String STOPPED_BY_POLICY = "heddle.dev/stopped-by-policy";

  /**
   * On an Application that something else than its owner's word changes, such as its class: when it
   * may be restarted for that. Others of the same change are restarted before and after.
   */
  public static final String RESTART_FROM = "heddle.dev/restart-from";

  private Annotations() {}
}
