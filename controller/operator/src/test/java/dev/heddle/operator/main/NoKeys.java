package dev.heddle.operator.main;

import dev.heddle.appmaster.protocol.SkeinFiles;
import dev.heddle.operator.yarn.ApplicationKeys;

/** For what has nothing to do with certificates. */
final class NoKeys implements ApplicationKeys {

  @Override
  public KeyStoreFile issue(String applicationId) {
    throw new UnsupportedOperationException("no certificate for " + applicationId);
  }

  @Override
  public SkeinKeys skein(String applicationId) {
    throw new UnsupportedOperationException("no certificates for " + applicationId);
  }

  @Override
  public SkeinFiles skeinClient(String applicationId, String shown) {
    throw new UnsupportedOperationException("no certificate for " + applicationId);
  }
}
