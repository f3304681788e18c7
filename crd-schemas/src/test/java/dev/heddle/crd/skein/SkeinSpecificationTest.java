package dev.heddle.crd.skein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.crd.application.Application;
import dev.heddle.crd.application.FileResource;
import dev.heddle.crd.application.Service;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.problem.ProblemCode;
import dev.heddle.crd.quantity.DataSize;
import dev.heddle.crd.yaml.FileProblem;
import dev.heddle.crd.yaml.LocalFiles;
import dev.heddle.crd.yaml.Manifest;
import dev.heddle.crd.yaml.ManifestReader;
import dev.heddle.crd.yaml.ManifestReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkeinSpecificationTest {

  private static final String SERVICE =
      """
      services:
        s:
          resources: {memory: 1024, vcores: 1}
          script: ls
      """;

  @Test
  void theDemoOfSkeinsDocumentationIsAnApplication() {
    Manifest manifest =
        read(
            """
            name: jupyter-demo

            services:
              jupyter:
                resources:
                  memory: 1024
                  vcores: 1
                files:
                  # unpacked to the directory environment
                  environment: environment.tar.gz
                commands:
                  - source environment/bin/activate
                  - python -m skein.recipes.jupyter_notebook
            """);

    Application application = manifest.resource(Kinds.APPLICATION);
    assertThat(application.metadata().name()).isEqualTo("jupyter-demo");
    assertThat(application.spec().name()).isEqualTo("jupyter-demo");
    assertThat(application.spec().maxAttempts()).isEqualTo(1);
    assertThat(application.spec().skeinProtocol()).as("it may call as Skein is called").isTrue();
    Service service = application.spec().services().get("jupyter");
    assertThat(service.resources().memory()).isEqualTo(DataSize.ofMebibytes(1024));
    assertThat(service.commands())
        .containsExactly(
            "source environment/bin/activate", "python -m skein.recipes.jupyter_notebook");
    assertThat(service.files().get("environment").isArchive()).isTrue();
    assertThat(LocalFiles.find(manifest.type(), manifest.tree()))
        .extracting(f -> f.field().toString(), LocalFiles.LocalFile::source)
        .containsExactly(
            tuple("spec.services.jupyter.files.environment.source", "environment.tar.gz"));
  }

  @Test
  void everyFieldThatHeddleHasIsTranslated() {
    Application application =
        read("""
                name: My Job
                queue: research
                user: alice
                node_label: gpu
                max_attempts: 3
                tags: [a, b]
                file_systems: ['hdfs://other:8020']
                acls: {enable: true, view_users: ['*'], view_groups: [g], modify_users: [u], modify_groups: [h], ui_users: []}
                master: {resources: {memory: 1 gb, vcores: 2}, log_level: info, env: {M: m}}
                services:
                  my_service:
                    resources: {memory: 2 GiB, vcores: 2, gpus: 0, fpgas: 0}
                    script: python train.py
                    instances: 1
                    files: {data.bin: {source: 'hdfs:///d', type: FILE, visibility: Public, size: 0}}
                    env: {A: b}
                    depends: []
                    max_restarts: -1
                    allow_failures: false
                    node_label: ''
                    nodes: []
                    racks: []
                    relax_locality: true
                """)
            .resource(Kinds.APPLICATION);

    assertThat(application.metadata().name()).isEqualTo("my-job");
    assertThat(application.spec().name()).isEqualTo("My Job");
    assertThat(application.spec().queue()).isEqualTo("research");
    assertThat(application.spec().user()).contains("alice");
    assertThat(application.spec().nodeLabel()).isEqualTo("gpu");
    assertThat(application.spec().maxAttempts()).isEqualTo(3);
    assertThat(application.spec().tags()).containsExactly("a", "b");
    assertThat(application.spec().fileSystems()).containsExactly("hdfs://other:8020");
    assertThat(application.spec().acls().orElseThrow().viewUsers()).containsExactly("*");
    assertThat(application.spec().acls().orElseThrow().modifyGroups()).containsExactly("h");
    assertThat(application.spec().master().orElseThrow().env()).containsEntry("M", "m");
    Service service = application.spec().services().get("my_service");
    assertThat(service.maxRestarts()).isEqualTo(-1);
    assertThat(service.script()).contains("python train.py");
    assertThat(service.env()).containsEntry("A", "b");
    assertThat(service.files().get("data.bin"))
        .isEqualTo(
            new FileResource("hdfs:///d", FileResource.Type.FILE, FileResource.Visibility.PUBLIC));
  }

  @Test
  void aDriverScriptAloneIsAnApplication() {
    Application application =
        read("master:\n  script: |\n    python driver.py\n").resource(Kinds.APPLICATION);

    assertThat(application.metadata().name()).isEqualTo("skein");
    assertThat(application.spec().master().orElseThrow().script()).contains("python driver.py\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memroy: 1 | memroy | memory",
        "maxRestarts: 1 | maxRestarts | max_restarts",
        "comands: [ls] | comands | commands"
      })
  void anUnknownFieldIsToldInSkeinsSpelling(String line, String field, String near) {
    String text =
        field.equals("memroy")
            ? SERVICE.replace("memory: 1024", "memory: 1024, " + line)
            : SERVICE + "    " + line + "\n";

    ManifestReport report = new ManifestReader().read("s.yaml", text);

    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0).problem().code()).isEqualTo(ProblemCode.UNKNOWN_FIELD);
    assertThat(report.problems().get(0).toString())
        .contains("." + field + ": unknown field")
        .contains("did you mean \"" + near + "\"?");
  }

  @Test
  void aWrongValueIsToldWhereItStandsInTheSpecification() {
    ManifestReport report =
        new ManifestReader().read("s.yaml", SERVICE + "    max_restarts: many\nmax_attempts: 0\n");

    assertThat(report.problems().stream().map(FileProblem::toString))
        .containsExactly(
            "s.yaml:5:5: services.s.max_restarts: found the text \"many\"; allowed is a whole"
                + " number, without quotes (WRONG_TYPE in document 1, Application skein)",
            "s.yaml:6:1: max_attempts: found 0; allowed are numbers from 1 (OUT_OF_RANGE in document 1, Application"
                + " skein)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"master: {security: {cert_file: a}}", "acls: {ui_users: [bob]}"})
  void whatHeddleDoesNotOfferIsSaidSo(String line) {
    ManifestReport report = new ManifestReader().read("s.yaml", SERVICE + line + "\n");

    assertThat(report.manifests()).isEmpty();
    assertThat(report.problems())
        .extracting(p -> p.problem().code())
        .containsExactly(ProblemCode.NOT_SUPPORTED);
  }

  @Test
  void aSpecificationThatRunsNothingIsRefused() {
    assertThat(new ManifestReader().read("s.yaml", "name: x\nservices: {}\n").problems())
        .extracting(p -> p.problem().fieldPath(), p -> p.problem().code())
        .containsExactly(tuple("services", ProblemCode.MISSING_FIELD));
  }

  private static Manifest read(String text) {
    ManifestReport report = new ManifestReader().read("jupyter-demo.yaml", text);
    assertThat(report.problems()).isEmpty();
    return report.manifests().get(0);
  }
}
