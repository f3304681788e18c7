package dev.heddle.reconciler.testing;

/**
 * The process dies at this very point: no handler may survive it, which is why it is among the
 * errors that the engine lets through.
 */
public final class SimulatedCrash extends VirtualMachineError {

  private static final long serialVersionUID = 1;

  /**
   * Thrown by whoever kills the process.
   *
   * @param where before or after what
   */
  public SimulatedCrash(String where) {
    super("simulated crash " + where);
  }
}
