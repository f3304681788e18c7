package dev.heddle.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What surrounds a command: streams, variables, time. Tests give their own.
 *
 * @param in standard input
 * @param out standard output: results, for people and programs
 * @param err standard error: progress and errors
 * @param outIsTerminal whether a person reads standard output
 * @param errIsTerminal whether a person reads standard error
 * @param variables the environment variables
 * @param home the user's home directory
 * @param user the user's name
 * @param clock the time
 * @param random for names that must be new
 */
public record Environment(
    InputStream in,
    PrintWriter out,
    PrintWriter err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> variables,
    Path home,
    String user,
    Clock clock,
    RandomGenerator random) {

  public Environment {
    requireNonNull(in, "in is null");
    requireNonNull(out, "out is null");
    requireNonNull(err, "err is null");
    variables = Map.copyOf(variables);
    requireNonNull(home, "home is null");
    requireNonNull(user, "user is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(random, "random is null");
  }

  /** The environment of this process. */
  public static Environment ofProcess() {
    return new Environment(
        System.in,
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        isTerminal(1),
        isTerminal(2),
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        System.getProperty("user.name"),
        Clock.systemUTC(),
        new SplittableRandom());
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), UTF_8), false);
  }

  /** Java knows only of input and output together; Linux knows of each. Elsewhere: plain text. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** Heddle's own directory of this user. */
  public Path heddleHome() {
    return home.resolve(".heddle");
  }

  /** The colours of standard output. */
  public Colors colors() {
    return Colors.when(outIsTerminal && variable("NO_COLOR").isEmpty());
  }

  /** A step of something that takes time: shown to people only. */
  public void progress(String step) {
    if (errIsTerminal) {
      err.println(step);
      err.flush();
    }
  }
}
