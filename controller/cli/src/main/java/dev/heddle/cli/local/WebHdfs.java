package dev.heddle.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A few file operations on HDFS, through the NameNode's REST interface. */
public final class WebHdfs {

  private final HttpClient http;
  private final URI nameNode;
  private final String user;

  /**
   * @param nameNode the NameNode's web address
   * @param user on whose behalf, where Hadoop trusts a name
   */
  public WebHdfs(HttpClient http, URI nameNode, String user) {
    this.http = requireNonNull(http, "http is null");
    this.nameNode = requireNonNull(nameNode, "nameNode is null");
    this.user = requireNonNull(user, "user is null");
  }

  public void makeDirectory(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(operation(path, "MKDIRS"))
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.noBody())
            .build();
    expect(200, http.send(request, BodyHandlers.ofString(UTF_8)), "make the directory " + path);
  }

  /** Whether there is such a file or directory. */
  public boolean exists(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(operation(path, "GETFILESTATUS"))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() == 404) {
      return false;
    }
    expect(200, answer, "look for " + path);
    return true;
  }

  /** Writes the file as {@code hdfs dfs -put} does: under another name first, then renamed. */
  public void put(String path, byte[] content) throws IOException, InterruptedException {
    String unfinished = path + "._COPYING_";
    write(unfinished, content);
    String rename = "RENAME&renameoptions=OVERWRITE&destination=" + URLEncoder.encode(path, UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(operation(unfinished, rename))
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.noBody())
            .build();
    expect(200, http.send(request, BodyHandlers.ofString(UTF_8)), "rename " + unfinished);
  }

  /** Removes the file; fine when it is not there. */
  public void delete(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(operation(path, "DELETE"))
            .timeout(Duration.ofSeconds(20))
            .DELETE()
            .build();
    expect(200, http.send(request, BodyHandlers.ofString(UTF_8)), "delete " + path);
  }

  private void write(String path, byte[] content) throws IOException, InterruptedException {
    HttpRequest where =
        HttpRequest.newBuilder(operation(path, "CREATE&overwrite=true"))
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.noBody())
            .build();
    HttpResponse<String> redirect = http.send(where, BodyHandlers.ofString(UTF_8));
    expect(307, redirect, "create " + path);
    URI dataNode = URI.create(redirect.headers().firstValue("Location").orElseThrow());
    HttpRequest data =
        HttpRequest.newBuilder(dataNode)
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.ofByteArray(content))
            .build();
    expect(201, http.send(data, BodyHandlers.ofString(UTF_8)), "write " + path);
  }

  private URI operation(String path, String operation) {
    return nameNode.resolve(
        "/webhdfs/v1" + path + "?op=" + operation + "&user.name=" + URLEncoder.encode(user, UTF_8));
  }

  private static void expect(int status, HttpResponse<String> answer, String what)
      throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(
          "HDFS did not " + what + ": HTTP " + answer.statusCode() + " " + answer.body());
    }
  }
}
