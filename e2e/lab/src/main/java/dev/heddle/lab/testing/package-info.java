/**
 * The lab for tests: one running cluster shared by test classes, and HDFS as any user.
 *
 * <p>In comes a test class marked {@link dev.heddle.lab.testing.OnLab}; out comes the running
 * {@link dev.heddle.lab.Lab}, which ends with the test run or with its JVM. Works with Hadoop's
 * shaded client as with the full one; must never be imported by production code.
 */
package dev.heddle.lab.testing;
