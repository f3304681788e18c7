package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.cli.HeddleMain;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.crd.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvCommandsTest {

  @TempDir private Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private InputStream in = new ByteArrayInputStream(new byte[0]);
  private boolean terminal;

  /** What an archive has, without packing a whole Python for each test. */
  private Path home;

  @BeforeEach
  void makeEnvironment() throws IOException {
    home = directory.resolve("ds");
    file("bin/python", "binary");
    file("bin/activate", "VIRTUAL_ENV=\"$place\"\n");
    file("lib/python3.11/site-packages/notebook/__init__.py", "");
    file("lib/python3.11/site-packages/notebook-6.4.12.dist-info/METADATA", "");
    file("lib/python3.11/site-packages/ipykernel/__init__.py", "");
  }

  @Test
  void theActiveEnvironmentIsPackedUnderItsName() throws Exception {
    virtual();
    variables.put("VIRTUAL_ENV", home.toString());
    variables.put("CONDA_PREFIX", "/no");
    Path target = directory.resolve("x.tgz");

    assertThat(run("env", "pack", "-o", target.toString())).isZero();

    assertThat(out.toString()).startsWith(target + ": ").contains(" files, ", " MiB, packed from ");
    assertThat(err.toString()).contains("Note: the interpreter is /usr/bin/python3");
    assertThat(run("env", "pack", "-o", target.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("exists", "--force");
    terminal = true;
    assertThat(run("env", "pack", "-o", target.toString(), "--force")).isZero();
    assertThat(err.toString()).contains("\rpacked 1 of ");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(home, target);
    }
  }

  @Test
  void whatCantBePackedLeavesNothingBehind() throws IOException {
    assertThat(run("env", "pack")).isEqualTo(1);
    assertThat(err.toString()).contains("no environment is active");
    assertThat(run("env", "pack", home.toString(), "-o", directory + "/x.zip")).isEqualTo(2);
    assertThat(err.toString()).contains(".tar.gz, .tgz or .tar");
    assertThat(run("env", "pack", home.toString(), "-o", directory + "/no/x.tar")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no directory");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(home);
    }
  }

  @Test
  void anArchiveIsCheckedForWhatItIsGoodFor() throws Exception {
    Path archive = tar(home, ".");

    assertThat(run("env", "check", archive.toString())).isZero();

    assertThat(out.toString())
        .contains("Python 3.11")
        .containsPattern("notebook +Ready +-")
        .containsPattern("lab +Missing +jupyterlab")
        .containsPattern("kernel +Ready")
        .contains("Note: it has no byte code");
    assertThat(run("env", "check", archive.toString(), "--recipe", "notebook")).isZero();
    assertThat(run("env", "check", archive.toString(), "--recipe", "LAB")).isEqualTo(1);
    assertThat(run("env", "check", archive.toString(), "--recipe", "tea")).isEqualTo(2);
  }

  @Test
  void programsReadTheSame() throws Exception {
    file("share/jupyter/kernels/python3/kernel.json", "{\"argv\": [\"/gone/bin/python\"]}");
    file("bin/tool", "#!/gone/bin/python\n");
    file("bin/activate", "VIRTUAL_ENV=/gone\n");
    in = Files.newInputStream(tar(home, "."));

    assertThat(run("env", "check", "-", "-o", "json", "--recipe", "notebook")).isZero();

    JsonNode tree = Json.mapper().readTree(out.toString());
    assertThat(tree.at("/usable").asBoolean()).isTrue();
    assertThat(tree.at("/python").asText()).isEqualTo("3.11");
    assertThat(tree.at("/modules/notebook").asText()).isEqualTo("6.4.12");
    assertThat(tree.at("/recipes"))
        .hasToString("{\"notebook\":{\"state\":\"Ready\",\"missing\":[]}}");
    assertThat(tree.at("/findings").findValuesAsText("code"))
        .containsExactly("Activate", "KernelSpec", "Shebang", "ByteCode");
  }

  @Test
  void anEnvironmentOneDirectoryTooDeepIsOfNoUse() throws Exception {
    assertThat(run("env", "check", tar(directory, "ds").toString())).isEqualTo(1);

    assertThat(out.toString()).contains("Error: the environment lies in the directory ds");
  }

  @Test
  void withoutAPythonItIsOfNoUse() throws Exception {
    Files.delete(home.resolve("bin/python"));
    assertThat(run("env", "check", tar(home, ".").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("Error: there is no bin/python");

    Files.createSymbolicLink(home.resolve("bin/python"), Path.of("python3.11"));
    assertThat(run("env", "check", tar(home, ".").toString())).isEqualTo(1);
    assertThat(out.toString()).contains("a link to bin/python3.11, which there is not");
  }

  @Test
  void packagesOfTheNodeMayMakeUpForMissingOnes() throws Exception {
    Files.delete(home.resolve("bin/python"));
    Files.createSymbolicLink(home.resolve("bin/python"), Path.of("/usr/bin/python3"));
    file("pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = true\n");

    assertThat(run("env", "check", tar(home, ".").toString(), "--recipe", "lab")).isZero();

    assertThat(out.toString())
        .containsPattern("lab +DependsOnNode +jupyterlab")
        .contains("the interpreter is /usr/bin/python3 of the nodes, which must be Python 3.11");
  }

  @Test
  void damagedAndOtherFilesAreRefusedWithTheReason() throws Exception {
    Path archive = tar(home, ".");
    byte[] bytes = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run("env", "check", archive.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("breaks off");

    Files.writeString(archive, "PK\3\4");
    assertThat(run("env", "check", archive.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("a zip file");

    assertThat(run("env", "check", "hdfs:///envs/ds.tar.gz")).isEqualTo(1);
    assertThat(err.toString())
        .contains("hdfs dfs -cat hdfs:///envs/ds.tar.gz | heddle env check -");
  }

  private void virtual() throws IOException, InterruptedException {
    exec("rm", "-r", home.toString());
    exec("/usr/bin/python3", "-m", "venv", "--without-pip", home.toString());
  }

  private Path tar(Path from, String what) throws IOException, InterruptedException {
    Path archive = Files.createDirectories(directory.resolve("out")).resolve("ds.tar.gz");
    exec("tar", "-czf", archive.toString(), "-C", from.toString(), what);
    return archive;
  }

  private static void exec(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private void file(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return HeddleMain.run(
        new Environment(
            in,
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            terminal,
            variables,
            directory,
            "alice",
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC),
            new SplittableRandom(1)),
        arguments);
  }
}
