package dev.heddle.operator.source;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = {"dev.heddle.operator.source", "dev.heddle.operator.config"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class SourceArchitectureTest {

  @ArchTest
  static final ArchRule ONLY_THE_DOORS_TOUCH_A_FILE_SYSTEM =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.source\\.(Hadoop.*|LocalFiles)")
          .and()
          .resideInAPackage("dev.heddle.operator.source")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop.fs..", "org.apache.hadoop.hdfs..");

  @ArchTest
  static final ArchRule THE_PLAN_IS_PURE =
      noClasses()
          .that()
          .haveNameMatching(
              ".*\\.(SourcePlan|Claims|Guard|Rights|Takeover|MergedObject|DeclaredFields|Tracking"
                  + "|SourceReport|SourceSnapshot|Revision|HeddleManifests)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.hadoop..",
              "java.nio.file..",
              "java.io..",
              "dev.heddle.reconciler..",
              "org.slf4j..");

  @ArchTest
  static final ArchRule THE_CONFIGURATION_KNOWS_NOTHING_OF_THE_OPERATOR =
      classes()
          .that()
          .resideInAPackage("dev.heddle.operator.config")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.heddle.operator.config", "dev.heddle.crd..", "com.fasterxml..", "java..");
}
