package dev.heddle.appmaster.kv;

import java.util.List;

/**
 * Steps that are done all together or not at all.
 *
 * @param conditions that must all hold for the steps of success, else those of failure are done
 */
public record Transaction(
    List<Condition> conditions, List<Operation> onSuccess, List<Operation> onFailure) {
  public Transaction {
    conditions = List.copyOf(conditions);
    onSuccess = List.copyOf(onSuccess);
    onFailure = List.copyOf(onFailure);
  }

  public static Transaction of(Operation operation) {
    return new Transaction(List.of(), List.of(operation), List.of());
  }

  /**
   * How it went.
   *
   * @param revision of the store afterwards
   * @param results of the steps that were done, in their order
   */
  public record Outcome(boolean succeeded, long revision, List<Operation.Result> results) {
    public Outcome {
      results = List.copyOf(results);
    }
  }
}
