package dev.heddle.operator.application;

/** The operator dies at a call of YARN or between two actions; no handler may survive it. */
final class YarnCrash extends VirtualMachineError {

  private static final long serialVersionUID = 1;

  YarnCrash(String where) {
    super("simulated crash " + where);
  }
}
