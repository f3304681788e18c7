/**
 * The kind Application: one YARN application in Skein's vocabulary, spelled in camelCase.
 *
 * <p>In: JSON by way of {@code dev.heddle.crd.json}. Out: values for controllers and the command
 * line. Imports only {@code meta} and {@code quantity}. The CRD YAML is the truth for defaults and
 * rules; a test holds these records to it.
 */
package dev.heddle.crd.application;
