package dev.heddle.operator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.CertificateLife;
import dev.heddle.appmaster.protocol.Identities;
import dev.heddle.appmaster.protocol.KeyStoreSecret;
import dev.heddle.appmaster.protocol.Pem;
import dev.heddle.appmaster.protocol.SkeinFiles;
import dev.heddle.operator.yarn.ApplicationKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installation's own certificate authority. It signs one certificate an application and one for
 * the operator, so that each side knows the other without anything being kept per application: a
 * restarted operator finds every agent again. Whoever reads its file can act as the operator.
 */
public final class InstallationAuthority implements ApplicationKeys {

  private static final Logger LOG = LoggerFactory.getLogger(InstallationAuthority.class);
  private static final String FILE = "authority.p12";
  private static final String ALIAS = "authority";

  /** The name by which Skein's client knows an application master. */
  private static final String SKEIN_NAME = "skein-internal";

  /** The format demands a password; what protects the key is the mode of its file. */
  private static final char[] FORMAL = "heddle".toCharArray();

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final Certificates certificates;
  private final SecureRandom random;
  private final Clock clock;

  private InstallationAuthority(
      PrivateKey key,
      X509Certificate certificate,
      Certificates certificates,
      SecureRandom random,
      Clock clock) {
    this.key = key;
    this.certificate = certificate;
    this.certificates = certificates;
    this.random = random;
    this.clock = clock;
  }

  /** The authority kept in the directory, or a new one, kept there. */
  public static InstallationAuthority open(Path stateDir, Clock clock, SecureRandom random) {
    requireNonNull(stateDir, "stateDir is null");
    Certificates certificates = new Certificates(clock, random);
    Path file = stateDir.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        create(stateDir, file, certificates, random);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream input = Files.newInputStream(file)) {
        store.load(input, FORMAL);
      }
      return new InstallationAuthority(
          (PrivateKey) store.getKey(ALIAS, FORMAL),
          (X509Certificate) store.getCertificate(ALIAS),
          certificates,
          random,
          clock);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the installation's authority " + file + " is unusable", e);
    }
  }

  private static void create(
      Path stateDir, Path file, Certificates certificates, SecureRandom random)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(stateDir);
    KeyPair pair = newKeyPair(random);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        ALIAS, pair.getPrivate(), FORMAL, new X509Certificate[] {certificates.authority(pair)});
    FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(PRIVATE);
    Path unfinished = Files.createTempFile(stateDir, "authority", ".tmp", mode);
    try (OutputStream output = Files.newOutputStream(unfinished)) {
      store.store(output, FORMAL);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    LOG.info("made the installation's certificate authority in {}", file);
  }

  /**
   * The certificates of the API.
   *
   * @param names by which clients call this operator, beside the loopback address
   */
  public ApiCertificates api(Set<String> names) {
    return new ApiCertificates(key, certificate, certificates, clock, random, names);
  }

  @Override
  public KeyStoreFile issue(String applicationId) {
    String password = password();
    try {
      KeyPair pair = newKeyPair(random);
      X509Certificate signed =
          certificates.sign(applicationId, pair.getPublic(), Certificates.LIFE, key, certificate);
      return new KeyStoreFile(
          QuickKeyStore.pkcs12(pair.getPrivate(), signed, certificate, password, random), password);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificate could be made for " + applicationId, e);
    }
  }

  /** Whether an application that shows this should be given another one. */
  boolean isRenewalDue(X509Certificate shown) {
    return CertificateLife.isRenewalDue(shown, clock.instant());
  }

  /** New certificates for an application that runs. */
  Identities renewed(String applicationId) {
    return new Identities(
        secret(issue(applicationId)), secret(issue(AgentApi.containersName(applicationId))));
  }

  private static KeyStoreSecret secret(KeyStoreFile file) {
    return new KeyStoreSecret(file.pkcs12(), file.password().getBytes(UTF_8));
  }

  private String password() {
    byte[] secret = new byte[24];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  @Override
  public SkeinKeys skein(String applicationId) {
    String password = password();
    try {
      KeyPair pair = newKeyPair(random);
      X509Certificate shown = certificates.alone(SKEIN_NAME, pair);
      String pem = Pem.of(shown);
      return new SkeinKeys(
          new KeyStoreFile(
              QuickKeyStore.pkcs12(pair.getPrivate(), shown, certificate, password, random),
              password),
          skeinFiles(AgentApi.clientsName(applicationId), pem),
          skeinFiles(AgentApi.containersName(applicationId), pem));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificates could be made for " + applicationId, e);
    }
  }

  @Override
  public SkeinFiles skeinClient(String applicationId, String shown) {
    try {
      return skeinFiles(AgentApi.clientsName(applicationId), shown);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificate could be made for " + applicationId, e);
    }
  }

  /** Skein's client shows the first certificate of its file, and trusts all that are in it. */
  private SkeinFiles skeinFiles(String name, String shown)
      throws GeneralSecurityException, IOException {
    KeyPair pair = newKeyPair(random);
    X509Certificate own =
        certificates.sign(name, pair.getPublic(), Certificates.SKEIN_LIFE, key, certificate);
    return new SkeinFiles(Pem.of(own) + shown, Pem.of(pair.getPrivate()));
  }

  /**
   * The operator's side of a connection to an agent: shows the operator's certificate, trusts this
   * authority only, and does not compare host names, since a certificate names an application.
   */
  SSLContext operatorContext() {
    try {
      KeyPair pair = newKeyPair(random);
      X509Certificate signed =
          certificates.sign(
              AgentApi.OPERATOR_NAME, pair.getPublic(), Certificates.LIFE, key, certificate);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          ALIAS, pair.getPrivate(), FORMAL, new X509Certificate[] {signed, certificate});
      KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(store, FORMAL);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          managers.getKeyManagers(), new TrustManager[] {AuthorityTrust.of(certificate)}, random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the operator's certificate could not be made", e);
    }
  }

  static KeyPair newKeyPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }
}
