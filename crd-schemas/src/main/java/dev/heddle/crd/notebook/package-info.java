/**
 * The kind Notebook: one Jupyter server. A pure function turns it into an Application.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for controllers and the command
 * line. Imports only {@code meta}, {@code quantity} and {@code application}.
 */
package dev.heddle.crd.notebook;
