package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentLaunch;
import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.crd.application.FileResource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** The files of a launch's containers, by the names they have there: the user's and the agent's. */
final class LaunchFiles {

  private final LocalFiles files;

  LaunchFiles(LocalFiles files) {
    this.files = requireNonNull(files, "files is null");
  }

  /** Of the application master's container. */
  Map<String, LocalResource> ofMaster(Launch launch) throws YarnException, IOException {
    Map<String, FileResource> wanted = launch.process().map(LaunchProcess::files).orElse(Map.of());
    if (launch.skein().isEmpty()) {
      return of(launch, wanted);
    }
    requireFree(AgentLaunch.SKEIN_LIBRARY, wanted);
    Map<String, LocalResource> all = of(launch, wanted);
    all.put(AgentLaunch.SKEIN_LIBRARY, files.skeinLibrary());
    return all;
  }

  /** Of each service's containers, which the application master starts. */
  Map<String, List<LocalFile>> ofServices(Launch launch) throws YarnException, IOException {
    Map<String, List<LocalFile>> all = new HashMap<>();
    for (LaunchService service : launch.services()) {
      List<LocalFile> ofService = new ArrayList<>();
      for (Map.Entry<String, LocalResource> file :
          of(launch, service.process().files()).entrySet()) {
        ofService.add(LocalFiles.portable(file.getKey(), file.getValue()));
      }
      all.put(service.name(), ofService);
    }
    return all;
  }

  private Map<String, LocalResource> of(Launch launch, Map<String, FileResource> wanted)
      throws YarnException, IOException {
    requireFree(AgentLaunch.ARCHIVE_LINK, wanted);
    Map<String, LocalResource> all = new HashMap<>();
    for (Map.Entry<String, FileResource> file : wanted.entrySet()) {
      all.put(file.getKey(), files.of(launch.user(), file.getKey(), file.getValue()));
    }
    if (launch.logs().config().isPresent()) {
      FileResource config = launch.logs().config().get();
      all.put(
          AgentLaunch.LOG_CONFIG_LINK,
          files.of(
              launch.user(),
              "logConfig",
              new FileResource(config.source(), FileResource.Type.FILE, config.visibility())));
    }
    all.put(AgentLaunch.ARCHIVE_LINK, files.agent());
    return all;
  }

  /** The names on the cluster of those of these files that are the agent's. */
  static Set<String> agents(Map<String, LocalResource> files) throws IOException {
    Set<String> names = new HashSet<>();
    for (String link : List.of(AgentLaunch.ARCHIVE_LINK, AgentLaunch.SKEIN_LIBRARY)) {
      if (files.containsKey(link)) {
        try {
          names.add(files.get(link).getResource().toPath().getName());
        } catch (URISyntaxException e) {
          throw new IOException("file '" + link + "' has no address", e);
        }
      }
    }
    return names;
  }

  private static void requireFree(String name, Map<String, FileResource> wanted) {
    if (wanted.containsKey(name)) {
      throw new YarnRejectedException(
          YarnRejectedException.Reason.INVALID_LAUNCH,
          "file name '" + name + "' is Heddle's: choose another");
    }
  }
}
