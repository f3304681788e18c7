package dev.heddle.reconciler.source;

import dev.heddle.crd.meta.ResourceKey;
import dev.heddle.reconciler.queue.Priority;
import java.util.Optional;

/** Lets anybody wake a key: an HTTP call, a report from an agent, a person. */
public final class InboundSource implements EventSource {

  private volatile Optional<SourceContext> context = Optional.empty();

  @Override
  public void start(SourceContext started) {
    context = Optional.of(started);
  }

  @Override
  public void stop() {
    context = Optional.empty();
  }

  /**
   * Something outside has changed for that key; without effect while this process does not lead.
   */
  public void wake(ResourceKey key) {
    context.ifPresent(c -> c.wake(key, Priority.LIVE));
  }
}
