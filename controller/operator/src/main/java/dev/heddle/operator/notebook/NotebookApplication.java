package dev.heddle.operator.notebook;

import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.Culling;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Readiness;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.application.UpdateStrategy;
import dev.heddle.crd.notebook.Environment;
import dev.heddle.crd.notebook.Notebook;
import dev.heddle.crd.notebook.NotebookSpec;
import dev.heddle.crd.notebook.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Application that a Notebook is. Pure: the same Notebook is always the same Application. */
public final class NotebookApplication {

  /** The service's name, and so its log's. */
  static final String SERVICE = "notebook";

  /** Where YARN unpacks the environment. */
  private static final String ENVIRONMENT = "environment";

  private static final String TOKEN_VARIABLE = "JUPYTER_TOKEN";

  /** YARN counts those of the last ten minutes only, and has a limit of its own. */
  private static final int ATTEMPTS = 8;

  private NotebookApplication() {}

  /** The path under which the notebook is served, wherever it runs. */
  static String basePath(String namespace, String name) {
    return "/notebooks/" + namespace + "/" + name + "/";
  }

  /**
   * The spec.
   *
   * @param bindAddress the address that the server listens on in its container
   */
  public static ApplicationSpec of(Notebook notebook, String bindAddress) {
    return of(notebook, notebook.spec(), notebook.spec().culling(), bindAddress);
  }

  /**
   * The same with a spec that is completed by its class.
   *
   * @param culling when it is stopped for being unused: that of the spec, or a policy's
   */
  static ApplicationSpec of(
      Notebook notebook, NotebookSpec spec, Optional<Culling> culling, String bindAddress) {
    String base = basePath(notebook.metadata().namespace(), notebook.metadata().name());
    Service process =
        new Service(
            spec.resources(),
            Optional.of(script(spec, base, bindAddress)),
            List.of(),
            1,
            files(spec),
            spec.env(),
            List.of(),
            spec.maxRestarts(),
            spec.restartWindow(),
            spec.restartBackoff(),
            false,
            "",
            List.of(),
            List.of(),
            false,
            List.of(),
            spec.runtime(),
            Optional.empty(),
            Optional.of(
                new Readiness(
                    base + "api/status", Optional.of(base + "api/shutdown"), TOKEN_VARIABLE)),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            spec.workspace());
    return new ApplicationSpec(
        notebook.metadata().namespace() + "/" + notebook.metadata().name(),
        spec.queue(),
        spec.user(),
        spec.runIn(),
        spec.nodeLabel(),
        ATTEMPTS,
        spec.priority(),
        spec.maxLifetime(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(SERVICE, process),
        spec.suspend(),
        spec.restartPolicy(),
        spec.stopGrace(),
        culling,
        spec.schedule(),
        false,
        Optional.of(spec.updateStrategy().orElse(UpdateStrategy.WHEN_IDLE)));
  }

  private static Map<String, FileResource> files(NotebookSpec spec) {
    Map<String, FileResource> files = new HashMap<>(spec.files());
    spec.environment()
        .archive()
        .ifPresent(
            archive ->
                files.put(
                    ENVIRONMENT,
                    new FileResource(
                        archive, FileResource.Type.ARCHIVE, FileResource.Visibility.PRIVATE)));
    return files;
  }

  /**
   * The user's arguments come first, since the last one of a name wins. The interpreter is named by
   * its whole path: what {@code python} means differs from node to node.
   */
  private static String script(NotebookSpec spec, String base, String bindAddress) {
    Server server = spec.server();
    String option = "--" + server.trait() + ".";
    List<String> arguments = new ArrayList<>();
    spec.arguments().forEach(argument -> arguments.add(quoted(argument)));
    arguments.add(quoted(option + "ip=" + bindAddress));
    arguments.add(option + "port=\"$HEDDLE_PORT\"");
    arguments.add(quoted(option + "port_retries=0"));
    arguments.add(quoted(option + "base_url=" + base));
    arguments.add(quoted(option + "open_browser=False"));
    arguments.add(quoted(option + "allow_remote_access=True"));
    arguments.add(option + rootOption(server) + "=\"$PWD/work\"");
    StringBuilder script = new StringBuilder("mkdir -p work\n");
    script.append("root=()\n[ \"$EUID\" = 0 ] && root=(--allow-root)\n");
    if (spec.environment().archive().isPresent()) {
      script
          .append("if [ -f " + ENVIRONMENT + "/bin/activate ]; then\n")
          .append("  source " + ENVIRONMENT + "/bin/activate\n")
          .append("fi\n")
          .append("export PATH=\"$PWD/" + ENVIRONMENT + "/bin:$PATH\"\n");
    }
    return script
        .append("exec ")
        .append(interpreter(spec.environment()))
        .append(" -m ")
        .append(server.module())
        .append(" \"${root[@]}\" \\\n  ")
        .append(String.join(" \\\n  ", arguments))
        .append("\n")
        .toString();
  }

  private static String interpreter(Environment environment) {
    return environment.archive().isPresent()
        ? "\"$PWD/" + ENVIRONMENT + "/bin/python\""
        : quoted(environment.python().orElse(Environment.DEFAULT_PYTHON));
  }

  private static String rootOption(Server server) {
    return switch (server) {
      case NOTEBOOK -> "notebook_dir";
      case SERVER -> "root_dir";
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
