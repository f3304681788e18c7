package dev.heddle.operator.config;

import static java.util.Objects.requireNonNull;

import dev.heddle.crd.quantity.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How the API is served, and to whom.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param tokenFile where the local administrator's token is kept; made when it is missing, readable
 *     by its owner
 * @param plainHttp whether it is served without TLS, on a loopback address only
 * @param names by which clients call this operator, beside those that the machine knows itself
 * @param staticTokenFile tokens of people, one a line
 * @param audit where it is written down who did what
 * @param exec whether owners may run commands in their containers
 */
public record ApiConfig(
    String host,
    int port,
    Path tokenFile,
    boolean plainHttp,
    Set<String> names,
    Optional<Path> staticTokenFile,
    Optional<AuditConfig> audit,
    boolean exec) {

  public ApiConfig {
    requireNonNull(host, "host is null");
    requireNonNull(tokenFile, "tokenFile is null");
    names = Set.copyOf(names);
    requireNonNull(staticTokenFile, "staticTokenFile is null");
    requireNonNull(audit, "audit is null");
  }

  /**
   * The audit's file; when it is full it is put aside under its name with a number.
   *
   * @param file the newest
   * @param size at which it is full
   * @param keep how many old ones stay
   */
  public record AuditConfig(Path file, DataSize size, int keep) {

    public AuditConfig {
      requireNonNull(file, "file is null");
      requireNonNull(size, "size is null");
    }
  }

  /** One where owners may run commands. */
  public ApiConfig(
      String host,
      int port,
      Path tokenFile,
      boolean plainHttp,
      Set<String> names,
      Optional<Path> staticTokenFile,
      Optional<AuditConfig> audit) {
    this(host, port, tokenFile, plainHttp, names, staticTokenFile, audit, true);
  }
}
