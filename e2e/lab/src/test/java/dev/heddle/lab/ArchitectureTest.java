package dev.heddle.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.heddle.lab", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule COMMANDS_START_WITHOUT_HADOOP =
      noClasses()
          .that()
          .resideOutsideOfPackages("..daemon..", "..testing..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop..", "org.apache.zookeeper..");

  @ArchTest
  static final ArchRule SERVERS_ARE_STARTED_NOT_CALLED =
      noClasses()
          .that()
          .resideOutsideOfPackage("..daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..daemon..");

  @ArchTest
  static final ArchRule THE_LAB_KNOWS_NOTHING_OF_WHAT_IS_TESTED_ON_IT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.heddle.operator..", "dev.heddle.appmaster..", "dev.heddle.reconciler..");
}
