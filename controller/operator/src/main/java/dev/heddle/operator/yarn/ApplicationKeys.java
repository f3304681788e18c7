package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.SkeinFiles;

/** Makes the credentials with which the agent of an application proves that it is that one. */
public interface ApplicationKeys {

  /** A new key pair and certificate for the application. Needs no memory of earlier ones. */
  KeyStoreFile issue(String applicationId);

  /** What an application that speaks Skein's protocol shows there and gives to its processes. */
  SkeinKeys skein(String applicationId);

  /**
   * For a program outside, with which it may do with the application what it likes.
   *
   * @param shown the certificate that the application shows, as PEM
   */
  SkeinFiles skeinClient(String applicationId, String shown);

  /**
   * Certificates for Skein's protocol. Skein's client trusts one certificate alone, so an
   * application shows one of its own there: what another application shows is not taken for it.
   *
   * @param server of the application master
   * @param driver for a driver script beside it
   * @param containers for what runs in its containers
   */
  record SkeinKeys(KeyStoreFile server, SkeinFiles driver, SkeinFiles containers) {
    public SkeinKeys {
      requireNonNull(server, "server is null");
      requireNonNull(driver, "driver is null");
      requireNonNull(containers, "containers is null");
    }
  }

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
