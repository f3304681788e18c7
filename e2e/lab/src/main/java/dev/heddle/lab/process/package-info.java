/**
 * The machine beneath the lab: ports, JVMs started and recognised again, and what containers leave
 * behind.
 *
 * <p>In come a home and its settings; out go process ids that are surely ours, and signals to them.
 * Must never be imported here: Hadoop's own classes, which are needed inside the started JVMs only.
 */
package dev.heddle.lab.process;
