package dev.heddle.operator.yarn;

/**
 * What a resource that is gone leaves in its workspaces, removed as the user whose it is. Calls
 * block; each may throw {@link YarnUnavailableException} when the outcome is unknown, or {@link
 * YarnRejectedException} when the file system said no.
 */
public interface WorkspaceRemains {

  /** Empties the trash of a workspace; one that is not there is no error. */
  void emptyTrash(String user, String workspace);

  /** Removes a workspace with all that is in it; one that is not there is no error. */
  void remove(String user, String workspace);
}
