/**
 * Resources to and from JSON, in the one spelling that store, API and command line share.
 *
 * <p>In: bytes, text or trees. Out: records. Holds the registry of kinds. Imports every kind;
 * nothing below imports it.
 */
package dev.heddle.crd.json;
