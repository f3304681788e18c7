package dev.heddle.cli.env;

import java.util.Locale;

/** What an environment may be for, and the module that this takes. */
public enum Recipe {
  NOTEBOOK("python -m notebook", "notebook", true),
  SERVER("python -m jupyter_server", "jupyter_server", true),
  LAB("python -m jupyterlab", "jupyterlab", true),
  KERNEL("python -m ipykernel_launcher", "ipykernel", false),
  SKEIN(
      "Skein's own client; Heddle brings one of its own for python -m skein.recipes",
      "skein",
      false);

  private final String purpose;
  private final String module;
  private final boolean kernel;

  Recipe(String purpose, String module, boolean kernel) {
    this.purpose = purpose;
    this.module = module;
    this.kernel = kernel;
  }

  public String purpose() {
    return purpose;
  }

  String module() {
    return module;
  }

  /** Whether it is of no use without a kernel. */
  boolean needsKernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
