/**
 * Turns each Notebook into an Application of the same name, and its state back into the Notebook's.
 *
 * <p>In: Notebooks and the Applications they own. Out: Applications, the Secret with the notebook's
 * token, status and events. {@link dev.heddle.operator.notebook.NotebookApplication} is pure. Knows
 * nothing of YARN: never imports {@code operator.yarn} or Hadoop.
 */
package dev.heddle.operator.notebook;
