package dev.heddle.crd;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** Who may import whom, as the door notes say. */
@AnalyzeClasses(packages = "dev.heddle.crd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_NO_CLUSTER_AND_NO_NETWORK =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.apache..",
                      "io.undertow..",
                      "java.net..",
                      "javax.net..",
                      "java.nio.file..",
                      "dev.heddle.reconciler..",
                      "dev.heddle.operator..",
                      "dev.heddle.cli..")
                  .and(not(type(URI.class))));

  @ArchTest
  static final ArchRule KNOWS_NO_CLOCK_AND_NO_THREADS =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, Clock.class, Random.class);

  @ArchTest
  static final ArchRule ONLY_THE_TREE_PACKAGE_KNOWS_SNAKEYAML =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.heddle.crd.tree")
          .should()
          .dependOnClassesThat(resideInAPackage("org.yaml.."));

  @ArchTest
  static final ArchRule QUANTITY_AND_PROBLEM_KNOW_NOTHING_OF_HEDDLE =
      noClasses()
          .that()
          .resideInAnyPackage("dev.heddle.crd.quantity", "dev.heddle.crd.problem")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.heddle..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.heddle.crd.quantity", "dev.heddle.crd.problem"))));

  @ArchTest
  static final ArchRule KINDS_KNOW_NO_READER =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.heddle.crd.meta",
              "dev.heddle.crd.notebook",
              "dev.heddle.crd.application",
              "dev.heddle.crd.source",
              "dev.heddle.crd.policy",
              "dev.heddle.crd.quota",
              "dev.heddle.crd.rbac",
              "dev.heddle.crd.core")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.heddle.crd.json",
                  "dev.heddle.crd.tree",
                  "dev.heddle.crd.schema",
                  "dev.heddle.crd.skein",
                  "dev.heddle.crd.yaml"));

  @ArchTest
  static final ArchRule THE_WAY_OF_A_FILE_IS_ONE_WAY =
      slices().matching("dev.heddle.crd.(*)..").should().beFreeOfCycles();
}
