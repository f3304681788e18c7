package dev.heddle.cli.command;

import java.util.List;

/** The commands of this package, in the order in which help shows them. */
public final class Commands {

  private Commands() {}

  public static List<Class<?>> all() {
    return List.of(
        ValidateCommand.class,
        ApplyCommand.class,
        GetCommand.class,
        DescribeCommand.class,
        DeleteCommand.class,
        OpenCommand.class,
        LogsCommand.class,
        EventsCommand.class,
        StartCommand.class,
        StopCommand.class,
        KeepCommand.class,
        RestartCommand.class,
        CleanupCommand.class,
        ApplicationCommand.class,
        ContainerCommand.class,
        KvCommand.class,
        EnvCommand.class,
        NodesCommand.class,
        QueuesCommand.class,
        LoginCommand.class,
        TokenCommand.class,
        CertificateCommand.class,
        VersionCommand.class,
        CompletionCommand.class);
  }
}
