package dev.heddle.appmaster.https;

import java.security.Principal;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Who calls is told by the name in the certificate. */
public final class Callers {
  private Callers() {}

  /** The common name of a certificate's subject, if it has one. */
  public static Optional<String> name(Principal subject) {
    try {
      for (Rdn part : new LdapName(subject.getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return Optional.of(part.getValue().toString());
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
