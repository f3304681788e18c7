package dev.heddle.appmaster.probe;

/** What a probe is for. */
public enum ProbeKind {
  STARTUP("start-up"),
  READINESS("readiness"),
  LIVENESS("liveness");

  private final String word;

  ProbeKind(String word) {
    this.word = word;
  }

  /** As people call it. */
  public String word() {
    return word;
  }
}
