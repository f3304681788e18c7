package dev.heddle.operator.agent;

import static java.util.Objects.requireNonNull;

import dev.heddle.appmaster.protocol.AgentApi;
import dev.heddle.appmaster.protocol.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * The certificates of the API: the server's own, which is renewed while it serves, and those by
 * which people and services show who they are. They are of the installation's authority as the
 * agents' are, and told from those by what they are for.
 */
public final class ApiCertificates {

  private static final String CLIENT_PURPOSE = KeyPurposeId.id_kp_clientAuth.getId();
  private static final int MOST_KNOWN = 1000;
  private static final Pattern NAME =
      Pattern.compile(
          "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
              + "|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private final PrivateKey key;
  private final X509Certificate authority;
  private final Certificates certificates;
  private final Clock clock;
  private final SecureRandom random;
  private final Set<String> names;

  /** Whose signature has been checked already, by the whole certificate. */
  private final Map<X509Certificate, Boolean> signed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Boolean> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  ApiCertificates(
      PrivateKey key,
      X509Certificate authority,
      Certificates certificates,
      Clock clock,
      SecureRandom random,
      Collection<String> names) {
    this.key = requireNonNull(key, "key is null");
    this.authority = requireNonNull(authority, "authority is null");
    this.certificates = requireNonNull(certificates, "certificates is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.random = requireNonNull(random, "random is null");
    Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    // One name that is none would make clients leave out all of them.
    names.stream().filter(name -> NAME.matcher(name).matches()).forEach(all::add);
    this.names = all;
  }

  /**
   * Whom a certificate is for.
   *
   * @param user his name
   * @param groups he is in
   */
  public record Client(String user, List<String> groups) {
    public Client {
      requireNonNull(user, "user is null");
      groups = List.copyOf(groups);
    }
  }

  /**
   * A certificate with its key, in PEM.
   *
   * @param certificate the certificate
   * @param key its private key
   * @param expires when it ends
   */
  public record Issued(String certificate, String key, Instant expires) {
    public Issued {
      requireNonNull(certificate, "certificate is null");
      requireNonNull(key, "key is null");
      requireNonNull(expires, "expires is null");
    }

    /** Never shows the key (I15). */
    @Override
    public String toString() {
      return "Issued[expires " + expires + "]";
    }
  }

  /** The names by which this machine is called, as far as it knows them itself. */
  public static Set<String> ofThisHost() {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress here = InetAddress.getLocalHost();
      names.add(here.getHostName());
      names.add(here.getCanonicalHostName());
      names.add(here.getHostAddress());
    } catch (UnknownHostException e) {
      // A machine without a name is called by its loopback address only.
      return names;
    }
    return names;
  }

  /** What clients must trust, in PEM. */
  public String authorityPem() {
    return pem(authority);
  }

  private static String pem(X509Certificate certificate) {
    try {
      return Pem.of(certificate);
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /**
   * The server's side of connections. A client may show a certificate; {@link #client} judges it.
   */
  public SSLContext serverContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new RenewedKeys(clock, this::newServerKeys)},
          new TrustManager[] {new JudgedLater(authority)},
          random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private RenewedKeys.Keys newServerKeys() {
    try {
      KeyPair pair = InstallationAuthority.newKeyPair(random);
      X509Certificate certificate =
          certificates.server(names, pair.getPublic(), Certificates.LIFE, key, authority);
      return new RenewedKeys.Keys(
          pair.getPrivate(), new X509Certificate[] {certificate, authority});
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the API's certificate could not be made", e);
    }
  }

  /** Whom it is for; empty when it is not of this installation, not for clients, or has expired. */
  public Optional<Client> client(X509Certificate shown) {
    Instant now = clock.instant();
    boolean valid =
        !now.isBefore(shown.getNotBefore().toInstant())
            && now.isBefore(shown.getNotAfter().toInstant());
    if (!valid || !isForClients(shown) || !isSigned(shown)) {
      return Optional.empty();
    }
    X500Name subject = X500Name.getInstance(shown.getSubjectX500Principal().getEncoded());
    List<String> users = values(subject.getRDNs(BCStyle.CN));
    return users.size() == 1
        ? Optional.of(new Client(users.get(0), values(subject.getRDNs(BCStyle.O))))
        : Optional.empty();
  }

  private static List<String> values(RDN[] names) {
    List<String> values = new ArrayList<>();
    for (RDN name : names) {
      Arrays.stream(name.getTypesAndValues())
          .forEach(each -> values.add(IETFUtils.valueToString(each.getValue())));
    }
    return values;
  }

  private static boolean isForClients(X509Certificate shown) {
    try {
      return shown.getBasicConstraints() < 0
          && shown.getExtendedKeyUsage() != null
          && shown.getExtendedKeyUsage().contains(CLIENT_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private boolean isSigned(X509Certificate shown) {
    synchronized (signed) {
      if (signed.containsKey(shown)) {
        return true;
      }
    }
    try {
      shown.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
    synchronized (signed) {
      signed.put(shown, true);
    }
    return true;
  }

  /**
   * A certificate by which somebody shows that he is this user.
   *
   * @throws IllegalArgumentException for a name that is not given to people
   */
  public Issued issue(String user, List<String> groups, Duration life) {
    // Agents know the operator and each other by the names in certificates of this authority.
    String plain = user.strip().toLowerCase(Locale.ROOT);
    if (plain.equals(AgentApi.OPERATOR_NAME) || plain.matches("(?s)application[_-].*")) {
      throw new IllegalArgumentException("the user '" + user + "' is one of Heddle's own");
    }
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    subject.addRDN(BCStyle.CN, user);
    groups.forEach(group -> subject.addRDN(BCStyle.O, group));
    try {
      KeyPair pair = InstallationAuthority.newKeyPair(random);
      X509Certificate certificate =
          certificates.client(subject.build(), pair.getPublic(), life, key, authority);
      return new Issued(
          pem(certificate), Pem.of(pair.getPrivate()), certificate.getNotAfter().toInstant());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificate could be made for " + user, e);
    }
  }

  /** Signs something else than a certificate, in the form that JSON Web Tokens have. */
  public byte[] sign(byte[] text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key, random);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the installation's key can't sign", e);
    }
  }

  /** Whether {@link #sign} made that of it. */
  public boolean isSigned(byte[] text, byte[] signature) {
    try {
      Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
      check.initVerify(authority.getPublicKey());
      check.update(text);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
