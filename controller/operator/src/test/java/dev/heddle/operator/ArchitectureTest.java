package dev.heddle.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.heddle.reconciler.store.ResourceStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** What the door notes of the operator's rooms say nobody may import or call. */
class ArchitectureTest {

  /** Of production classes. */
  @AnalyzeClasses(packages = "dev.heddle.operator", importOptions = DoNotIncludeTests.class)
  static class Production {

    @ArchTest
    static final ArchRule ONLY_ONE_ROOM_TALKS_TO_YARN =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.heddle.operator.yarn")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop.yarn..");

    @ArchTest
    static final ArchRule HADOOP_STAYS_AT_THE_EDGE =
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.heddle.operator.yarn",
                "dev.heddle.operator.source",
                "dev.heddle.operator.main")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop..");

    @ArchTest
    static final ArchRule ONLY_THE_STORE_KNOWS_ZOOKEEPER =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.heddle.operator.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper..");

    @ArchTest
    static final ArchRule OF_THE_AGENT_ONLY_ITS_PROTOCOL =
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.heddle.appmaster",
                "dev.heddle.appmaster.container..",
                "dev.heddle.appmaster.https..",
                "dev.heddle.appmaster.jupyter..",
                "dev.heddle.appmaster.kv..",
                "dev.heddle.appmaster.service..",
                "dev.heddle.appmaster.yarn..");

    @ArchTest
    static final ArchRule NOTEBOOKS_KNOW_NOTHING_OF_YARN =
        noClasses()
            .that()
            .resideInAPackage("dev.heddle.operator.notebook")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.heddle.operator.yarn..", "dev.heddle.operator.agent..");

    @ArchTest
    static final ArchRule PLANS_ARE_PURE =
        noClasses()
            .that()
            .haveSimpleNameEndingWith("Plan")
            .or()
            .haveSimpleNameEndingWith("Picture")
            .or()
            .haveSimpleName("NotebookApplication")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class, ResourceStore.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.io", "java.net..", "java.nio..", "org.apache..", "org.slf4j..");

    @ArchTest
    static final ArchRule NOBODY_NEEDS_TESTING =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.heddle.operator.testing")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.heddle.operator.testing");

    @ArchTest
    static final ArchRule CONTROLLERS_STAND_ABOVE_WHAT_THEY_USE =
        noClasses()
            .that()
            .resideInAnyPackage("dev.heddle.operator.yarn", "dev.heddle.operator.agent")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.heddle.operator.application",
                "dev.heddle.operator.notebook",
                "dev.heddle.operator.api..",
                "dev.heddle.operator.main..",
                "dev.heddle.operator.store..",
                "dev.heddle.reconciler..");

    @ArchTest
    static final ArchRule ONLY_THE_START_MAKES_CLOCKS =
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.heddle.operator.main")
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule FINAL_OR_MADE_TO_BE_EXTENDED =
        classes()
            .that()
            .resideInAnyPackage(
                "dev.heddle.operator.yarn",
                "dev.heddle.operator.agent",
                "dev.heddle.operator.application",
                "dev.heddle.operator.notebook")
            .and()
            .areNotInterfaces()
            .and()
            .areTopLevelClasses()
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
  }

  /** Of production and test classes alike. */
  @AnalyzeClasses(packages = "dev.heddle.operator")
  static class Everywhere {

    @ArchTest
    static final ArchRule NO_WALL_CLOCK =
        noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");

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
