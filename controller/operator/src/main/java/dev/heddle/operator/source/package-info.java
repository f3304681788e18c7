/**
 * Directories of specs: read whole or not at all, planned, guarded, applied, answered.
 *
 * <p>In: Source objects and files on any Hadoop file system. Out: the objects that the files
 * declare, the Source's status, and small status files beside the specs. Nothing is deleted because
 * of a read that was not proven complete (I3, I4). The plan is pure; only {@code HadoopFileTree}
 * and {@code StatusFiles} touch a file system.
 */
package dev.heddle.operator.source;
