package dev.heddle.reconciler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** What the door notes say nobody may import or call. */
class ArchitectureTest {

  /** Of production classes. */
  @AnalyzeClasses(packages = "dev.heddle.reconciler", importOptions = DoNotIncludeTests.class)
  static class Production {

    @ArchTest
    static final ArchRule KNOWS_NO_HADOOP_AND_NO_KIND =
        classes()
            .that()
            .resideInAPackage("dev.heddle.reconciler..")
            .and()
            .resideOutsideOfPackage("dev.heddle.reconciler.testing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "dev.heddle.reconciler..",
                "dev.heddle.crd.meta",
                "io.micrometer..",
                "org.slf4j..");

    @ArchTest
    static final ArchRule TESTING_KNOWS_THE_SPELLING_OF_RESOURCES_BESIDES =
        classes()
            .that()
            .resideInAPackage("dev.heddle.reconciler.testing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "dev.heddle.reconciler..",
                "dev.heddle.crd.meta",
                "dev.heddle.crd.json",
                "com.fasterxml.jackson..",
                "io.micrometer..");

    @ArchTest
    static final ArchRule NOBODY_NEEDS_TESTING =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.heddle.reconciler.testing")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.heddle.reconciler.testing");

    @ArchTest
    static final ArchRule NO_THREADS_OF_ITS_OWN =
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Executors.class, Timer.class)
            .orShould()
            .callConstructor(Thread.class, Runnable.class);

    @ArchTest
    static final ArchRule ROOMS_ARE_NOT_IN_CIRCLES =
        slices().matching("dev.heddle.reconciler.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_QUEUE_KNOWS_ONLY_TIME =
        noClasses()
            .that()
            .resideInAPackage("dev.heddle.reconciler.queue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.heddle.crd..",
                "dev.heddle.reconciler.cache",
                "dev.heddle.reconciler.runtime",
                "dev.heddle.reconciler.source",
                "dev.heddle.reconciler.store");
  }

  /** Of production and test classes alike. */
  @AnalyzeClasses(packages = "dev.heddle.reconciler")
  static class Everywhere {

    @ArchTest
    static final ArchRule NO_WALL_CLOCK =
        noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule NO_SLEEP =
        noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule NO_RANDOMNESS_WITHOUT_A_SEED =
        noClasses()
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(ThreadLocalRandom.class, "current");
  }
}
