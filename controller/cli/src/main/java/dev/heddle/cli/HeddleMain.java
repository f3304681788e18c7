package dev.heddle.cli;

import static java.util.Objects.requireNonNull;

import dev.heddle.cli.command.Commands;
import dev.heddle.cli.command.UsageException;
import dev.heddle.cli.quickstart.QuickstartCommand;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.PlainText;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/** Where {@code heddle} begins. */
public final class HeddleMain {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private HeddleMain() {}

  public static void main(String[] args) {
    Environment environment = Environment.ofProcess();
    int code = run(environment, args);
    environment.out().flush();
    environment.err().flush();
    System.exit(code);
  }

  /** Runs a command in this process; its exit code. */
  public static int run(Environment environment, String... args) {
    CommandLine commandLine = commandLine(environment, needed(args));
    int code = commandLine.execute(args);
    environment.out().flush();
    environment.err().flush();
    return code;
  }

  /**
   * Only the command that is called, when one is: picocli reads all annotations of a command by
   * reflection, which for all of them takes longer than most commands run.
   */
  private static List<Class<?>> needed(String[] args) {
    if (args.length > 0) {
      for (Class<?> command : commands()) {
        Command declared = command.getAnnotation(Command.class);
        boolean called =
            declared.name().equals(args[0]) || List.of(declared.aliases()).contains(args[0]);
        if (called && !declared.name().equals("completion")) {
          return List.of(command);
        }
      }
    }
    return commands();
  }

  private static CommandLine commandLine(Environment environment, List<Class<?>> commands) {
    IFactory factory = new EnvironmentFactory(environment);
    CommandLine commandLine = new CommandLine(new HeddleCommand(), factory);
    for (Class<?> command : commands) {
      commandLine.addSubcommand(command);
    }
    commandLine.setOut(environment.out()).setErr(environment.err());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    addHelp(commandLine);
    commandLine.setExecutionExceptionHandler(
        (failure, command, result) -> report(environment, failure, command));
    commandLine.setParameterExceptionHandler(
        (misuse, arguments) ->
            misused(environment, misuse.getMessage(), misuse.getCommandLine().getCommandSpec()));
    return commandLine;
  }

  /** All commands; those of other packages come after. */
  private static List<Class<?>> commands() {
    List<Class<?>> all = new ArrayList<>(Commands.all());
    all.add(QuickstartCommand.class);
    return all;
  }

  private static void addHelp(CommandLine commandLine) {
    commandLine.getCommandSpec().mixinStandardHelpOptions(true);
    commandLine.getSubcommands().values().forEach(HeddleMain::addHelp);
  }

  private static int report(Environment environment, Exception failure, CommandLine command) {
    if (failure instanceof UsageException) {
      return misused(environment, failure.getMessage(), command.getCommandSpec());
    }
    if (failure instanceof CliException known) {
      error(environment, known.getMessage());
      hint(environment, known.hint());
      return FAILED;
    }
    error(environment, "an error of Heddle's own: " + failure);
    if (environment.variable("HEDDLE_DEBUG").isPresent()) {
      failure.printStackTrace(environment.err());
    } else {
      hint(environment, "HEDDLE_DEBUG=1 shows where");
    }
    return FAILED;
  }

  private static int misused(Environment environment, String message, CommandSpec command) {
    error(environment, message);
    hint(environment, command.qualifiedName() + " --help shows how it is used");
    return MISUSED;
  }

  private static void error(Environment environment, String message) {
    String word = environment.errIsTerminal() ? environment.colors().error("Error:") : "Error:";
    environment.err().println(word + " " + String.join("\n  ", PlainText.lines(message)));
  }

  private static void hint(Environment environment, String hint) {
    if (!hint.isEmpty()) {
      environment.err().println("Hint: " + hint);
    }
  }

  /** Gives commands their environment; all else is picocli's own. */
  private static final class EnvironmentFactory implements IFactory {
    private final Environment environment;
    private final IFactory others = CommandLine.defaultFactory();

    EnvironmentFactory(Environment environment) {
      this.environment = requireNonNull(environment, "environment is null");
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0].equals(Environment.class)) {
          constructor.setAccessible(true);
          return type.cast(constructor.newInstance(environment));
        }
      }
      return others.create(type);
    }
  }
}
