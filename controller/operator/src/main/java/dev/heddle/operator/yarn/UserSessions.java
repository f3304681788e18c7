package dev.heddle.operator.yarn;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.ApplicationClientProtocol;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins of the operator and, through it, of the users it acts for. A session is kept because both
 * connections and file systems are cached by login in Hadoop, and a new login each time would leak
 * them. Whatever is done for a user is done inside {@link #call}: on newer JDKs a thread started
 * within doAs does not inherit its user.
 */
final class UserSessions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UserSessions.class);
  private static final Duration KEEP = Duration.ofMinutes(30);

  private final Configuration conf;
  private final Session operator;
  private final Cache<String, Session> users;

  UserSessions(Configuration conf, Optional<String> operatorUser) throws IOException {
    this.conf = requireNonNull(conf, "conf is null");
    UserGroupInformation.setConfiguration(conf);
    UserGroupInformation login =
        operatorUser.isPresent() && !UserGroupInformation.isSecurityEnabled()
            ? UserGroupInformation.createRemoteUser(operatorUser.get())
            : UserGroupInformation.getLoginUser();
    this.operator = open(login);
    this.users =
        Caffeine.newBuilder()
            .expireAfterAccess(KEEP)
            .removalListener(
                (String user, Session session, RemovalCause cause) -> {
                  if (session != null) {
                    close(session);
                  }
                })
            .build();
  }

  /** The operator's own user name. */
  String operatorUser() {
    return operator.ugi().getShortUserName();
  }

  /** Does something with YARN or a file system as the operator. */
  <T> T call(Call<T> call) throws YarnException, IOException {
    return run(operator, call);
  }

  /** Does something as the user, whom the operator impersonates. */
  <T> T call(String user, Call<T> call) throws YarnException, IOException {
    return run(session(user), call);
  }

  private Session session(String user) throws IOException {
    if (user.equals(operatorUser())) {
      return operator;
    }
    Session known = users.getIfPresent(user);
    if (known != null) {
      return known;
    }
    Session opened = open(UserGroupInformation.createProxyUser(user, operator.ugi()));
    Session raced = users.asMap().putIfAbsent(user, opened);
    if (raced != null) {
      close(opened);
      return raced;
    }
    return opened;
  }

  private Session open(UserGroupInformation ugi) throws IOException {
    PrivilegedExceptionAction<ApplicationClientProtocol> action =
        () -> ClientRMProxy.createRMProxy(conf, ApplicationClientProtocol.class);
    try {
      return new Session(ugi, ugi.doAs(action));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static <T> T run(Session session, Call<T> call) throws YarnException, IOException {
    PrivilegedExceptionAction<T> action = () -> call.on(session.resourceManager());
    try {
      return session.ugi().doAs(action);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (UndeclaredThrowableException e) {
      if (e.getCause() instanceof YarnException yarn) {
        throw yarn;
      }
      throw e;
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  private static void close(Session session) {
    RPC.stopProxy(session.resourceManager());
    try {
      FileSystem.closeAllForUGI(session.ugi());
    } catch (IOException e) {
      LOG.warn("file systems of {} could not be closed", session.ugi().getShortUserName(), e);
    }
  }

  @Override
  public void close() {
    users.invalidateAll();
    users.cleanUp();
    close(operator);
  }

  /** Something done with the ResourceManager, or with a file system, as the session's user. */
  interface Call<T> {
    T on(ApplicationClientProtocol resourceManager) throws YarnException, IOException;
  }

  private record Session(UserGroupInformation ugi, ApplicationClientProtocol resourceManager) {}
}
