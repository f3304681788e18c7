package dev.heddle.operator.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a connection that has left HTTP is for. */
interface UpgradedSession {

  /** The protocol that was chosen of those the client speaks. */
  String protocol();

  /** Serves until one side ends it; on a thread of its own, which it may block. */
  void run(InputStream input, OutputStream output) throws IOException;

  /** Ends what is behind it, from any thread. */
  void close();
}
