/**
 * What an administrator decides: one YAML file, read once at the start.
 *
 * <p>In: the file. Out: records with every default filled in, or all mistakes at once with line and
 * column. Imports no Hadoop, no store and no other package of the operator.
 */
package dev.heddle.operator.config;
