/**
 * What is asked of the process beside the agent: {@link dev.heddle.appmaster.probe.ProbePlan} knows
 * which question is due and what an answer means and is pure, {@link
 * dev.heddle.appmaster.probe.Checker} asks. A spec comes in, verdicts go out. Must never decide
 * about the process itself.
 */
package dev.heddle.appmaster.probe;
