package dev.heddle.appmaster.skein;

import dev.heddle.appmaster.https.TlsIdentity;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** The library that speaks the protocol, found by its name in the library's own file. */
public interface SkeinProtocol {
  /**
   * Serves from now on, on threads of its own.
   *
   * @param listening where connections come in
   * @param first one that has come in already
   */
  void serve(
      ServerSocket listening,
      Socket first,
      TlsIdentity.Managers identity,
      SkeinApplication application)
      throws IOException;
}
