package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.yarn.api.protocolrecords.GetQueueInfoRequest;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Says that a queue is missing or stopped before YARN would: an application that YARN takes and
 * then fails costs an id, an event for everybody and a sentence nobody understands.
 */
final class QueueCheck {

  private static final Duration FRESH = Duration.ofSeconds(10);

  private final UserSessions sessions;
  private final Cache<String, QueueState> queues =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(1_000).build();

  QueueCheck(UserSessions sessions) {
    this.sessions = requireNonNull(sessions, "sessions is null");
  }

  void requireOpen(String queue) throws YarnException, IOException {
    QueueState state = queues.getIfPresent(queue);
    if (state == null) {
      Optional<QueueState> read = read(queue);
      int lastDot = queue.lastIndexOf('.');
      if (read.isEmpty() && lastDot > 0 && read(queue.substring(0, lastDot)).isPresent()) {
        return; // a parent may make its leaves by itself: YARN decides
      }
      state =
          read.orElseThrow(
              () ->
                  new YarnRejectedException(
                      YarnRejectedException.Reason.QUEUE_NOT_FOUND,
                      "queue '" + queue + "' does not exist on this cluster"));
    }
    if (state != QueueState.RUNNING) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.QUEUE_STOPPED,
          "queue '" + queue + "' takes no applications: it is " + state);
    }
    queues.put(queue, state);
  }

  private Optional<QueueState> read(String queue) throws YarnException, IOException {
    try {
      QueueInfo info =
          sessions.call(
              rm ->
                  rm.getQueueInfo(GetQueueInfoRequest.newInstance(queue, false, false, false))
                      .getQueueInfo());
      return Optional.ofNullable(info).map(QueueInfo::getQueueState);
    } catch (IOException | YarnException e) {
      if (String.valueOf(e.getMessage()).contains("Unknown queue")) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
