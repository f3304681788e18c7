/**
 * The application's key-value store: in memory, journaled beside the application for an agent that
 * is started again, and copied to the application's staging directory for a later attempt. Puts and
 * deletes come in, values go out. Must never import the HTTPS interface or YARN.
 */
package dev.heddle.appmaster.kv;
