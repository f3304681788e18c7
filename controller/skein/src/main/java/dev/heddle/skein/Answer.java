package dev.heddle.skein;

import dev.heddle.appmaster.kv.StoreLimitException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/**
 * One answer to one question. Skein's client makes a ValueError of what was asked wrongly and of
 * what does not go now, and an ApplicationError of the rest.
 */
interface Answer<A> {
  A give() throws StoreLimitException, IOException;

  static <A> void to(StreamObserver<A> caller, Answer<A> answer) {
    A given;
    try {
      given = answer.give();
    } catch (StoreLimitException | IllegalArgumentException e) {
      caller.onError(status(Status.INVALID_ARGUMENT, e));
      return;
    } catch (IllegalStateException e) {
      caller.onError(status(Status.FAILED_PRECONDITION, e));
      return;
    } catch (IOException e) {
      caller.onError(status(Status.INTERNAL, e));
      return;
    }
    caller.onNext(given);
    caller.onCompleted();
  }

  private static Throwable status(Status status, Exception cause) {
    return status.withDescription(String.valueOf(cause.getMessage())).asRuntimeException();
  }
}
