package dev.heddle.operator.agent;

import dev.heddle.appmaster.protocol.StreamFrame;
import java.io.IOException;
import java.util.Optional;

/** A stream both ways into a container. One thread may read while others write. */
public interface AgentStream extends AutoCloseable {

  /** The next piece; empty at the end. Blocks until there is one. */
  Optional<StreamFrame> read() throws IOException;

  /** Blocks while the other side does not take it. */
  void write(StreamFrame.Kind kind, byte[] bytes, int from, int length) throws IOException;

  /** Ends it, from any thread; what runs at the other end is ended too. */
  @Override
  void close();
}
