/**
 * The application master's side of YARN and of the Hadoop file system: registration, heartbeats,
 * the end, tokens, and the copy of the key-value store. The only package that may import Hadoop. A
 * status to report comes in, calls to the ResourceManager go out.
 */
package dev.heddle.appmaster.yarn;
