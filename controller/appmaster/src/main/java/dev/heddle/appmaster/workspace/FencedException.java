package dev.heddle.appmaster.workspace;

import java.io.IOException;

/** Another container has the workspace: this one may not change it any more. */
final class FencedException extends IOException {
  private static final long serialVersionUID = 1;

  FencedException(String message) {
    super(message);
  }
}
