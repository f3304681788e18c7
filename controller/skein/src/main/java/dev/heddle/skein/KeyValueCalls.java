package dev.heddle.skein;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.heddle.appmaster.kv.Condition;
import dev.heddle.appmaster.kv.KeyRange;
import dev.heddle.appmaster.kv.KeyValue;
import dev.heddle.appmaster.kv.KeyValueStore;
import dev.heddle.appmaster.kv.Operation;
import dev.heddle.appmaster.kv.StoreLimitException;
import dev.heddle.appmaster.kv.Transaction;
import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.skein.proto.Skein;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Skein's calls of the key-value store, each a transaction of the store. */
final class KeyValueCalls {
  private final KeyValueStore store;

  KeyValueCalls(KeyValueStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  Skein.GetRangeResponse get(Skein.GetRangeRequest request)
      throws StoreLimitException, IOException {
    return result(request, single(operation(request)));
  }

  Skein.DeleteRangeResponse delete(Skein.DeleteRangeRequest request)
      throws StoreLimitException, IOException {
    return result(request, single(operation(request)));
  }

  Skein.PutKeyResponse put(Skein.PutKeyRequest request) throws StoreLimitException, IOException {
    List<Operation> steps = new ArrayList<>();
    requirement(request).ifPresent(steps::add);
    steps.add(operation(request));
    List<Operation.Result> results =
        store.transact(new Transaction(List.of(), steps, List.of())).results();
    return result(request, results.get(results.size() - 1));
  }

  private Operation.Result single(Operation step) throws StoreLimitException, IOException {
    return store.transact(Transaction.of(step)).results().get(0);
  }

  Skein.TransactionResponse transact(Skein.TransactionRequest request)
      throws StoreLimitException, IOException {
    List<Condition> conditions = new ArrayList<>();
    request.getConditionList().forEach(each -> conditions.add(condition(each)));
    Transaction.Outcome outcome =
        store.transact(
            new Transaction(
                conditions, steps(request.getOnSuccessList()), steps(request.getOnFailureList())));
    List<Skein.OpRequest> asked =
        outcome.succeeded() ? request.getOnSuccessList() : request.getOnFailureList();
    int first = outcome.results().size() - asked.size();
    Skein.TransactionResponse.Builder answer =
        Skein.TransactionResponse.newBuilder().setSucceeded(outcome.succeeded());
    for (int i = 0; i < asked.size(); i++) {
      answer.addResult(result(asked.get(i), outcome.results().get(first + i)));
    }
    return answer.build();
  }

  /** What must be there is looked at before anything is done, as Skein does. */
  private static List<Operation> steps(List<Skein.OpRequest> asked) throws StoreLimitException {
    List<Operation> steps = new ArrayList<>();
    for (Skein.OpRequest each : asked) {
      if (each.hasPutKey()) {
        requirement(each.getPutKey()).ifPresent(steps::add);
      }
    }
    for (Skein.OpRequest each : asked) {
      steps.add(
          switch (each.getRequestCase()) {
            case GET_RANGE -> operation(each.getGetRange());
            case PUT_KEY -> operation(each.getPutKey());
            case DELETE_RANGE -> operation(each.getDeleteRange());
            case REQUEST_NOT_SET ->
                throw new IllegalArgumentException("a step of the transaction says nothing");
          });
    }
    return steps;
  }

  private static Operation operation(Skein.GetRangeRequest request) {
    return new Operation.Get(range(request.getStart(), request.getEnd()));
  }

  private static Operation operation(Skein.DeleteRangeRequest request) {
    return new Operation.Delete(range(request.getStart(), request.getEnd()));
  }

  private static Operation operation(Skein.PutKeyRequest request) throws StoreLimitException {
    if (request.getValue().size() > AgentApi.MAX_VALUE_BYTES) {
      // Said before it is copied; the heap is small.
      throw new StoreLimitException(
          "the value of key "
              + request.getKey()
              + " has "
              + request.getValue().size()
              + " bytes; at most "
              + AgentApi.MAX_VALUE_BYTES
              + " are allowed");
    }
    if (request.getIgnoreValue() && request.getIgnoreOwner()) {
      throw new IllegalArgumentException("ignore_value & ignore_owner can't both be true");
    }
    return new Operation.Put(
        request.getKey(),
        request.getIgnoreValue() ? Optional.empty() : Optional.of(request.getValue().toByteArray()),
        request.getIgnoreOwner()
            ? Optional.empty()
            : Optional.of(request.hasOwner() ? Instances.name(request.getOwner()) : ""),
        Optional.empty());
  }

  private static Optional<Operation> requirement(Skein.PutKeyRequest request) {
    return request.getIgnoreValue()
        ? Optional.of(new Operation.Require(request.getKey()))
        : Optional.empty();
  }

  static KeyRange range(String start, String end) {
    return new KeyRange(start, Optional.of(end).filter(text -> !text.isEmpty()));
  }

  private static Condition condition(Skein.Condition asked) {
    boolean owner =
        switch (asked.getField()) {
          case VALUE -> false;
          case OWNER -> true;
          case UNRECOGNIZED -> throw new IllegalArgumentException("unknown field of a condition");
        };
    Optional<byte[]> operand =
        switch (asked.getRhsCase()) {
          case VALUE -> Optional.of(asked.getValue().toByteArray());
          case OWNER ->
              Optional.of(ByteString.copyFromUtf8(Instances.name(asked.getOwner())).toByteArray());
          case RHS_NOT_SET -> Optional.empty();
        };
    return new Condition.Compares(asked.getKey(), owner, comparison(asked), operand);
  }

  private static Condition.Comparison comparison(Skein.Condition asked) {
    return switch (asked.getOperator()) {
      case EQUAL -> Condition.Comparison.EQUAL;
      case NOT_EQUAL -> Condition.Comparison.NOT_EQUAL;
      case LESS -> Condition.Comparison.LESS;
      case LESS_EQUAL -> Condition.Comparison.LESS_OR_EQUAL;
      case GREATER -> Condition.Comparison.GREATER;
      case GREATER_EQUAL -> Condition.Comparison.GREATER_OR_EQUAL;
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown operator of a condition");
    };
  }

  private static Skein.OpResponse result(Skein.OpRequest asked, Operation.Result found) {
    Skein.OpResponse.Builder answer = Skein.OpResponse.newBuilder();
    return switch (asked.getRequestCase()) {
      case GET_RANGE -> answer.setGetRange(result(asked.getGetRange(), found)).build();
      case PUT_KEY -> answer.setPutKey(result(asked.getPutKey(), found)).build();
      case DELETE_RANGE -> answer.setDeleteRange(result(asked.getDeleteRange(), found)).build();
      case REQUEST_NOT_SET -> answer.build();
    };
  }

  private static Skein.GetRangeResponse result(
      Skein.GetRangeRequest asked, Operation.Result found) {
    Skein.GetRangeResponse.Builder answer =
        Skein.GetRangeResponse.newBuilder()
            .setCount(found.entries().size())
            .setResultType(asked.getResultType());
    switch (asked.getResultType()) {
      case ITEMS -> found.entries().forEach(entry -> answer.addResult(item(entry)));
      case KEYS -> found.entries().forEach(entry -> answer.addResult(key(entry.key())));
      case NONE, UNRECOGNIZED -> {}
    }
    return answer.build();
  }

  private static Skein.DeleteRangeResponse result(
      Skein.DeleteRangeRequest asked, Operation.Result found) {
    Skein.DeleteRangeResponse.Builder answer =
        Skein.DeleteRangeResponse.newBuilder()
            .setCount(found.entries().size())
            .setResultType(asked.getResultType());
    switch (asked.getResultType()) {
      case ITEMS -> found.entries().forEach(entry -> answer.addResult(item(entry)));
      case KEYS -> found.entries().forEach(entry -> answer.addResult(key(entry.key())));
      case NONE, UNRECOGNIZED -> {}
    }
    return answer.build();
  }

  private static Skein.PutKeyResponse result(Skein.PutKeyRequest asked, Operation.Result found) {
    Skein.PutKeyResponse.Builder answer =
        Skein.PutKeyResponse.newBuilder().setReturnPrevious(asked.getReturnPrevious());
    if (asked.getReturnPrevious() && !found.entries().isEmpty()) {
      answer.setPrevious(item(found.entries().get(0)));
    }
    return answer.build();
  }

  static Skein.KeyValue item(KeyValue entry) {
    Skein.KeyValue.Builder item =
        Skein.KeyValue.newBuilder()
            .setKey(entry.key())
            .setValue(UnsafeByteOperations.unsafeWrap(entry.value())); // a copy already
    entry.owner().ifPresent(owner -> item.setOwner(Instances.of(owner)));
    return item.build();
  }

  static Skein.KeyValue key(String key) {
    return Skein.KeyValue.newBuilder().setKey(key).build();
  }
}
