/**
 * The container as the agent finds it: its environment, the files the launch script writes, its
 * processes and logs. Facts come in from {@code /proc} and the work directory, signals and small
 * files go out. Must never import Hadoop or plan anything.
 */
package dev.heddle.appmaster.container;
