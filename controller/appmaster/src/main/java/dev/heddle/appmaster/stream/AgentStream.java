package dev.heddle.appmaster.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What is at this end of a connection of the operator's. */
public interface AgentStream {

  /** Returns when it has ended, or the operator has gone. */
  void run(InputStream input, OutputStream output) throws IOException;
}
