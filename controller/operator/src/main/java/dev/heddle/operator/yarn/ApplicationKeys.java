package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

/** Makes the credentials with which the agent of an application proves that it is that one. */
public interface ApplicationKeys {

  /** A new key pair and certificate for the application. Needs no memory of earlier ones. */
  KeyStoreFile issue(String applicationId);

  /** A key store as bytes: the private key and its chain up to the installation's authority. */
  final class KeyStoreFile {

    private final byte[] pkcs12;
    private final String password;

    public KeyStoreFile(byte[] pkcs12, String password) {
      this.pkcs12 = pkcs12.clone();
      this.password = requireNonNull(password, "password is null");
    }

    public byte[] pkcs12() {
      return pkcs12.clone();
    }

    public String password() {
      return password;
    }
  }
}
