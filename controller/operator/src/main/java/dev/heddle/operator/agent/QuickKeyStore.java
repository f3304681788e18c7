package dev.heddle.operator.agent;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * A PKCS12 key store that is cheap to open. The JDK's own costs each agent tens of thousands of
 * hash rounds at its start, which guard a password that people choose; this one's is 192 random
 * bits.
 */
final class QuickKeyStore {

  private static final int ROUNDS = 64;

  /** Without it the JDK takes a certificate for a part of a chain, not for something to trust. */
  private static final ASN1ObjectIdentifier TRUSTED_KEY_USAGE =
      new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private QuickKeyStore() {}

  static byte[] pkcs12(
      PrivateKey key,
      X509Certificate certificate,
      X509Certificate authority,
      String password,
      SecureRandom random)
      throws GeneralSecurityException, IOException {
    try {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
              .setProvider(PROVIDER)
              .setRandom(random)
              .setIterationCount(ROUNDS)
              .build(password.toCharArray());
      DEROctetString pair = new DEROctetString(new byte[] {1});
      PKCS12SafeBag keyBag =
          new JcaPKCS12SafeBagBuilder(key, encryptor)
              .addBagAttribute(
                  PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString("agent"))
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, pair)
              .build();
      PKCS12SafeBagBuilder certificateBag =
          new JcaPKCS12SafeBagBuilder(certificate)
              .addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, pair);
      PKCS12PfxPduBuilder store = new PKCS12PfxPduBuilder();
      store.addData(keyBag);
      store.addData(certificateBag.build());
      store.addData(
          new JcaPKCS12SafeBagBuilder(authority)
              .addBagAttribute(
                  PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString("authority"))
              .addBagAttribute(TRUSTED_KEY_USAGE, KeyPurposeId.anyExtendedKeyUsage)
              .build());
      return store
          .build(
              new BcPKCS12MacCalculatorBuilder().setIterationCount(ROUNDS), password.toCharArray())
          .getEncoded();
    } catch (OperatorCreationException | PKCSException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
