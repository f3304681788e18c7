package dev.heddle.operator.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.appmaster.protocol.SkeinFiles;
import dev.heddle.operator.yarn.ApplicationKeys.KeyStoreFile;
import dev.heddle.operator.yarn.ApplicationKeys.SkeinKeys;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationAuthorityTest {

  @TempDir private Path directory;

  private static List<X509Certificate> certificates(SkeinFiles files) throws Exception {
    List<X509Certificate> all = new ArrayList<>();
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(files.certificates().getBytes(US_ASCII)))
        .forEach(each -> all.add((X509Certificate) each));
    return all;
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  @Test
  void skeinsClientsTrustOneApplicationAloneAndAreToldApart() throws Exception {
    InstallationAuthority authority =
        InstallationAuthority.open(directory, Clock.systemUTC(), new SecureRandom());

    SkeinKeys keys = authority.skein("application_1_0007");
    SkeinKeys others = authority.skein("application_1_0008");
    List<X509Certificate> driver = certificates(keys.driver());
    List<X509Certificate> container = certificates(keys.containers());
    X509Certificate shown = shown(keys.server());

    assertThat(driver)
        .extracting(InstallationAuthorityTest::subject)
        .containsExactly("CN=clients.application_1_0007", "CN=skein-internal");
    assertThat(container)
        .extracting(InstallationAuthorityTest::subject)
        .containsExactly("CN=containers.application_1_0007", "CN=skein-internal");
    assertThat(container.get(1)).isEqualTo(shown).isEqualTo(driver.get(1));
    assertThat(certificates(others.containers()).get(1)).isNotEqualTo(shown);
    assertThat(shown.getSubjectAlternativeNames().toString()).contains("skein-internal");
    shown.verify(shown.getPublicKey());

    SkeinFiles outside = authority.skeinClient("application_1_0007", keys.driver().certificates());
    assertThat(certificates(outside).get(0).getSubjectX500Principal().getName())
        .isEqualTo("CN=clients.application_1_0007");
    assertThat(outside.toString()).doesNotContain("KEY");
  }

  private static X509Certificate shown(KeyStoreFile file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(file.pkcs12()), file.password().toCharArray());
    for (String name : Collections.list(store.aliases())) {
      if (store.isKeyEntry(name)) {
        return (X509Certificate) store.getCertificate(name);
      }
    }
    throw new AssertionError("no key in " + new String(file.pkcs12(), UTF_8).length() + " letters");
  }
}
