package dev.heddle.skein;

import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.skein.proto.Skein;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The specification in Skein's message. */
final class Specifications {
  private Specifications() {}

  static Skein.ApplicationSpec of(SkeinSpec spec) {
    Map<String, Skein.Service> services = new TreeMap<>();
    spec.services().forEach((name, part) -> services.put(name, service(part)));
    return Skein.ApplicationSpec.newBuilder()
        .setName(spec.name())
        .setQueue(spec.queue())
        .setUser(spec.user())
        .setNodeLabel(spec.nodeLabel())
        .setMaxAttempts(spec.maxAttempts())
        .addAllTags(spec.tags())
        .addAllFileSystems(spec.fileSystems())
        .setAcls(
            Skein.Acls.newBuilder()
                .setEnable(spec.acls().enable())
                .addAllViewUsers(spec.acls().viewUsers())
                .addAllViewGroups(spec.acls().viewGroups())
                .addAllModifyUsers(spec.acls().modifyUsers())
                .addAllModifyGroups(spec.acls().modifyGroups()))
        .setMaster(
            Skein.Master.newBuilder()
                .setResources(resources(spec.master()))
                .putAllFiles(files(spec.master()))
                .putAllEnv(spec.master().env())
                .setScript(spec.master().script()))
        .putAllServices(services)
        .build();
  }

  private static Skein.Service service(SkeinSpec.Part part) {
    return Skein.Service.newBuilder()
        .setInstances(part.instances())
        .setNodeLabel(part.placement().nodeLabel())
        .addAllNodes(part.placement().nodes())
        .addAllRacks(part.placement().racks())
        .setRelaxLocality(part.placement().relaxLocality())
        .setMaxRestarts(part.maxRestarts())
        .setAllowFailures(part.allowFailures())
        .setResources(resources(part))
        .putAllFiles(files(part))
        .putAllEnv(part.env())
        .setScript(part.script())
        .addAllDepends(part.depends())
        .build();
  }

  private static Skein.Resources resources(SkeinSpec.Part part) {
    return Skein.Resources.newBuilder()
        .setMemory((int) Math.min(Integer.MAX_VALUE, part.memory()))
        .setVcores(part.vcores())
        .setGpus(part.gpus())
        .setFpgas(part.fpgas())
        .build();
  }

  private static Map<String, Skein.File> files(SkeinSpec.Part part) {
    Map<String, Skein.File> files = new TreeMap<>();
    for (LocalFile file : part.files()) {
      files.put(
          file.name(),
          Skein.File.newBuilder()
              .setSource(url(file.url()))
              .setType(file.archive() ? Skein.File.Type.ARCHIVE : Skein.File.Type.FILE)
              .setVisibility(
                  switch (file.visibility()) {
                    case PUBLIC -> Skein.File.Visibility.PUBLIC;
                    case PRIVATE -> Skein.File.Visibility.PRIVATE;
                    case APPLICATION -> Skein.File.Visibility.APPLICATION;
                  })
              .setSize(file.size())
              .setTimestamp(file.timestamp())
              .build());
    }
    return files;
  }

  private static Skein.Url url(String text) {
    URI uri = URI.create(text);
    Skein.Url.Builder url = Skein.Url.newBuilder();
    if (uri.getScheme() != null) {
      url.setScheme(uri.getScheme());
    }
    if (uri.getHost() != null) {
      url.setHost(uri.getHost()).setPort(Math.max(0, uri.getPort()));
    }
    return url.setFile(uri.getPath() == null ? text : uri.getPath()).build();
  }
}
