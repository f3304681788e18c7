/**
 * Keeps the files of a service in HDFS: restores them before it starts and saves what changes. The
 * door is {@link dev.heddle.appmaster.workspace.Workspace}. {@code SavePlan} says what is due and
 * {@code Generation} is the protocol by which only the newest container may change the workspace;
 * both know neither disk nor HDFS. Nothing here is loaded for a service without a workspace. How
 * and why: {@code docs/design/workspace.md}.
 */
package dev.heddle.appmaster.workspace;
