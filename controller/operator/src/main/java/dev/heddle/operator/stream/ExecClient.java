package dev.heddle.operator.stream;

import java.io.IOException;

/** The client of a command, however it speaks. */
public interface ExecClient {

  /** Channels of Kubernetes' protocol. */
  int IN = 0;

  int OUT = 1;
  int ERR = 2;
  int STATUS = 3;
  int RESIZE = 4;

  /** Receives what a client sends. */
  interface Receiver {
    /** Blocks while it is not taken. */
    void bytes(int channel, byte[] bytes, int from, int length) throws IOException;

    void end(int channel) throws IOException;
  }

  /** Hands on what the client sends, until it goes. */
  void read(Receiver receiver) throws IOException;

  void write(int channel, byte[] bytes, int from, int length) throws IOException;

  /** The last there is to say: how it ended, as JSON. */
  void end(byte[] status) throws IOException;

  void ping() throws IOException;
}
