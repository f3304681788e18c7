package dev.heddle.operator.application;

import dev.heddle.appmaster.protocol.LocalFile;
import dev.heddle.appmaster.protocol.SkeinSpec;
import dev.heddle.crd.application.Acls;
import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.ApplicationSpec;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Master;
import dev.heddle.crd.application.Resources;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.quantity.DataSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An Application in the words of Skein's specification, for programs that ask for it. Pure. */
final class SkeinWords {

  private static final Resources MASTER = new Resources(DataSize.ofMebibytes(512), 1);

  private SkeinWords() {}

  static SkeinSpec of(Application application, String user) {
    ApplicationSpec spec = application.spec();
    Map<String, SkeinSpec.Part> services = new LinkedHashMap<>();
    new TreeMap<>(spec.services())
        .forEach((name, service) -> services.put(name, service(service, spec)));
    return new SkeinSpec(
        spec.name().isEmpty() ? application.metadata().name() : spec.name(),
        spec.queue(),
        user,
        spec.nodeLabel(),
        spec.maxAttempts(),
        spec.tags(),
        spec.fileSystems(),
        access(spec.acls()),
        master(spec.master()),
        services);
  }

  private static SkeinSpec.Access access(Optional<Acls> acls) {
    return acls.map(
            a ->
                new SkeinSpec.Access(
                    a.enable(), a.viewUsers(), a.viewGroups(), a.modifyUsers(), a.modifyGroups()))
        .orElseGet(() -> new SkeinSpec.Access(false, List.of(), List.of(), List.of(), List.of()));
  }

  private static SkeinSpec.Part master(Optional<Master> master) {
    return part(
        master.flatMap(Master::resources).orElse(MASTER),
        master.flatMap(Master::script).orElse(""),
        master.map(Master::env).orElse(Map.of()),
        master.map(Master::files).orElse(Map.of()));
  }

  private static SkeinSpec.Part part(
      Resources resources,
      String script,
      Map<String, String> env,
      Map<String, FileResource> files) {
    return new SkeinSpec.Part(
        resources.memory().toMebibytes(),
        resources.vcores(),
        resources.gpus(),
        resources.fpgas(),
        script,
        env,
        files(files),
        1,
        0,
        false,
        List.of(),
        SkeinSpec.Placement.anywhere());
  }

  private static SkeinSpec.Part service(Service service, ApplicationSpec spec) {
    return new SkeinSpec.Part(
        service.resources().memory().toMebibytes(),
        service.resources().vcores(),
        service.resources().gpus(),
        service.resources().fpgas(),
        service.script().orElseGet(() -> Shape.script(service.commands())),
        service.env(),
        files(service.files()),
        service.instances(),
        service.maxRestarts(),
        service.allowFailures(),
        service.depends(),
        new SkeinSpec.Placement(
            service.nodeLabel().isEmpty() ? spec.nodeLabel() : service.nodeLabel(),
            service.nodes(),
            service.racks(),
            service.relaxLocality()));
  }

  private static List<LocalFile> files(Map<String, FileResource> files) {
    List<LocalFile> all = new ArrayList<>();
    new TreeMap<>(files)
        .forEach(
            (name, file) ->
                all.add(
                    new LocalFile(
                        name,
                        file.source(),
                        0,
                        0,
                        file.isArchive(),
                        switch (file.visibility()) {
                          case APPLICATION -> LocalFile.Visibility.APPLICATION;
                          case PRIVATE -> LocalFile.Visibility.PRIVATE;
                          case PUBLIC -> LocalFile.Visibility.PUBLIC;
                        })));
    return all;
  }
}
