package dev.heddle.appmaster.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/** Reads what the launch script says on the agent's standard input. */
public final class ControlChannel implements Runnable {
  /** Receives the script's messages on the reading thread. */
  public interface Listener {
    /** The state of the service changed. */
    void serviceChanged();

    /** YARN told the container to end; the script sees to the processes. */
    void terminated();

    /** The script is gone, and with it everything that supervised the service. */
    void scriptDied();
  }

  private final InputStream input;
  private final Listener listener;

  public ControlChannel(InputStream input, Listener listener) {
    this.input = requireNonNull(input, "input is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  @Override
  public void run() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, US_ASCII), 256)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("term")) {
          listener.terminated();
        } else {
          listener.serviceChanged();
        }
      }
    } catch (IOException e) {
      // A broken channel means the same as a closed one.
    }
    listener.scriptDied();
  }
}
