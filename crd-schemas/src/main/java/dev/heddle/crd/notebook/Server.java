package dev.heddle.crd.notebook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The Jupyter server that a notebook starts. */
public enum Server {
  /** {@code python -m notebook}: the classic user interface (notebook 6). */
  @JsonProperty("notebook")
  NOTEBOOK("notebook", "NotebookApp"),
  /** {@code python -m jupyter_server}: the server alone, the base of JupyterLab. */
  @JsonProperty("server")
  SERVER("jupyter_server", "ServerApp");

  private final String module;
  private final String trait;

  Server(String module, String trait) {
    this.module = module;
    this.trait = trait;
  }

  /** The Python module that is run. */
  public String module() {
    return module;
  }

  /** The prefix of its command-line options. */
  public String trait() {
    return trait;
  }
}
