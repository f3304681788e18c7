package dev.heddle.cli.env;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.cli.env.EnvironmentPacker.Packed;
import dev.heddle.cli.terminal.CliException;
import dev.heddle.cli.terminal.Environment;
import dev.heddle.cli.terminal.ProgressLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real virtual environments, packed and used at another place. */
class EnvironmentPackerTest {

  private static final String PYTHON = "/usr/bin/python3";

  @TempDir private Path directory;
  private Path home;

  /** Where packages are, which tells the version of this machine's Python. */
  private String site;

  @BeforeEach
  void makeEnvironment() throws Exception {
    home = directory.resolve("made-here/ds");
    Files.createDirectories(home.getParent());
    run(directory, PYTHON, "-m", "venv", "--without-pip", home.toString());
    site =
        run(
            home,
            "find",
            ".",
            "-name",
            "site-packages",
            "-not",
            "-path",
            "./lib64/*",
            "-printf",
            "%P");
    write("greet.py", "def hello():\n    return 'hello'\n");
    write("broken.py", "def :\n");
    script(
        "bin/greet",
        "#!" + home + "/bin/python3\nimport greet, sys\nprint(greet.hello(), sys.prefix)\n");
  }

  @Test
  void whatIsUnpackedWorksAtAnotherPlaceAfterTheFirstIsGone() throws Exception {
    script(
        "bin/long",
        "#!/bin/sh\n'''exec' \""
            + home
            + "/bin/python3\" \"$0\" \"$@\"\n' '''\nimport sys\nprint(sys.prefix)\n");
    pack("ds.tar.gz");
    Files.move(home, directory.resolve("gone"));

    Path elsewhere = unpack("ds.tar.gz");

    String place = elsewhere.toRealPath().toString();
    assertThat(run(directory, elsewhere + "/bin/greet")).isEqualTo("hello " + place);
    assertThat(run(directory, elsewhere + "/bin/long")).isEqualTo(place);
    assertThat(
            run(
                directory,
                "bash",
                "-uc",
                "source elsewhere/bin/activate; echo $VIRTUAL_ENV; which python; greet; deactivate"))
        .isEqualTo(place + "\n" + place + "/bin/python\nhello " + place);
    assertThat(Files.readString(elsewhere.resolve("pyvenv.cfg"))).doesNotContain("made-here");
  }

  @Test
  void byteCodeIsTakenWithoutALookAtTheModulesTimes() throws Exception {
    pack("ds.tar");

    Path module = unpack("ds.tar").resolve(site + "/greet.py");

    Files.writeString(module, "def hello():\n    return 'changed'\n");
    assertThat(run(directory, directory + "/elsewhere/bin/greet")).startsWith("hello ");
    assertThat(module.resolveSibling("__pycache__")).isDirectory();
    assertThat(home.resolve(site + "/__pycache__")).doesNotExist();
  }

  @Test
  void theSameEnvironmentGivesTheSameBytesWhereverAndWheneverItWasMade() throws Exception {
    pack("first.tar.gz");
    Path copy = directory.resolve("other");
    run(directory, "cp", "-r", home.toString(), copy.toString());
    run(copy, "find", ".", "-exec", "touch", "-h", "-d", "2001-02-03", "{}", "+");

    packer().pack(copy, directory.resolve("second.tar.gz"));

    assertThat(directory.resolve("second.tar.gz"))
        .hasSameBinaryContentAs(directory.resolve("first.tar.gz"));
    assertThat(home.resolve("pyvenv.cfg")).content().contains("command = ");
  }

  @Test
  void kernelsOfOtherMachinesStartTheEnvironmentsOwnPython() throws Exception {
    kernel(
        "python3",
        "/home/jcrist/miniconda/envs/demo/bin/python",
        "/home/jcrist/miniconda/envs/demo/x");
    kernel("own", home + "/bin/python3", home + "/lib");
    kernel("node", "/bin/sh", "x");
    kernel("dead", "/gone/bin/R", "x");

    Packed packed = pack("ds.tar.gz");

    Path kernels = unpack("ds.tar.gz").resolve("share/jupyter/kernels");
    assertThat(kernels.resolve("python3/kernel.json"))
        .content()
        .contains("\"python\", \"-m\"", "{connection_file}", "\"${VIRTUAL_ENV}/x\"");
    assertThat(kernels.resolve("own/kernel.json"))
        .content()
        .contains("\"python\", \"-m\"", "${VIRTUAL_ENV}/lib")
        .doesNotContain("made-here");
    assertThat(kernels.resolve("node/kernel.json")).content().contains("/bin/sh");
    assertThat(messages(packed, "KernelSpec"))
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("kernel node", "/bin/sh", "each node needs it"),
            text -> assertThat(text).contains("kernel dead", "/gone/bin/R", "can't start"));
  }

  @Test
  void whatDoesNotMoveIsNamed() throws Exception {
    write(
        "demo-1.0.dist-info/direct_url.json",
        "{\"dir_info\": {\"editable\": true}, \"url\": \"file:///src/demo\"}");
    write("__editable__.demo-1.0.pth", "/src/demo\n");
    write("more.pth", "/src/more\nimport os\n" + home + "/src\n");
    Files.createSymbolicLink(home.resolve("lib/libz.so"), Path.of("/usr/lib/libz.so"));
    Files.createSymbolicLink(home.resolve("lib/inner"), home.resolve(site).getParent());
    Files.writeString(home.resolve("lib/config.txt"), "prefix=" + home + "/lib\n");

    Packed packed = pack("ds.tar.gz");

    assertThat(packed.findings())
        .extracting(finding -> finding.level() + " " + finding.code())
        .containsExactlyInAnyOrder(
            "NOTE Interpreter",
            "WARNING EditableInstall",
            "WARNING PathOutside",
            "WARNING LinkOutside",
            "NOTE NamesItsPlace");
    assertThat(messages(packed, "Interpreter").get(0)).contains("/usr/bin/python3, 3.");
    assertThat(messages(packed, "EditableInstall").get(0)).contains("demo-1.0", "/src/demo");
    assertThat(messages(packed, "PathOutside").get(0)).contains("more.pth", "/src/more");
    assertThat(messages(packed, "NamesItsPlace").get(0)).contains("lib/config.txt");
    Path elsewhere = unpack("ds.tar.gz");
    assertThat(elsewhere.resolve(site + "/more.pth"))
        .content()
        .isEqualTo("/src/more\nimport os\n../../../src\n");
    assertThat(Files.readSymbolicLink(elsewhere.resolve("lib/inner")))
        .hasToString(site.split("/")[1]);
  }

  @Test
  void packagesOfTheSystemAreNotPackedAndThatIsSaid() throws Exception {
    Files.writeString(
        home.resolve("pyvenv.cfg"), "home = /usr/bin\ninclude-system-site-packages = true\n");

    assertThat(messages(pack("ds.tar.gz"), "SystemPackages")).hasSize(1);
  }

  @Test
  void aCondaEnvironmentCanBeActivatedAfterwards() throws Exception {
    Path conda = directory.resolve("conda");
    Files.createDirectories(conda.resolve("conda-meta"));
    Files.createDirectories(conda.resolve(site));
    Files.createDirectories(conda.resolve("etc/conda/activate.d"));
    Files.createDirectories(conda.resolve("pkgs/cached"));
    Files.writeString(conda.resolve("etc/conda/activate.d/x.sh"), "export FROM_PACKAGE=yes\n");
    Files.createDirectories(conda.resolve("bin"));
    home = conda;
    script("bin/python", "#!/bin/sh\nexec " + PYTHON + " \"$@\"\n");
    script("bin/tool", "#!" + conda + "/bin/python\nprint('tool')\n");
    script("bin/tcl", "#!" + conda + "/bin/tclsh\n");

    pack("conda.tar.gz");

    Path elsewhere = unpack("conda.tar.gz");
    assertThat(
            run(
                directory,
                "bash",
                "-uc",
                "source elsewhere/bin/activate; echo $CONDA_PREFIX $FROM_PACKAGE; tool; deactivate;"
                    + " echo ${CONDA_PREFIX:-none}"))
        .isEqualTo(elsewhere.toRealPath() + " yes\ntool\nnone");
    assertThat(elsewhere.resolve("bin/tcl")).content().isEqualTo("#!/usr/bin/env tclsh\n");
    assertThat(elsewhere.resolve("pkgs")).doesNotExist();
  }

  @Test
  void withoutAnInterpreterThatRunsThereIsNoByteCode() throws Exception {
    Files.delete(home.resolve("bin/python"));
    script("bin/python", "#!/bin/sh\necho no such platform >&2\nexit 3\n");

    assertThat(messages(pack("ds.tar.gz"), "NoByteCode").get(0)).contains("no such platform");
  }

  @Test
  void whatIsNoEnvironmentAndAnArchiveInsideOfItAreRefused() {
    assertThatThrownBy(() -> packer().pack(directory, directory.resolve("x.tar.gz")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("neither pyvenv.cfg nor conda-meta");
    assertThatThrownBy(() -> packer().pack(directory.resolve("no"), directory.resolve("x.tar.gz")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("there is no directory");
    assertThatThrownBy(() -> packer().pack(home, home.resolve("lib/x.tar.gz")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("lies in the environment");
    assertThat(directory.resolve("x.tar.gz")).doesNotExist();
  }

  private static List<String> messages(Packed packed, String code) {
    return packed.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .map(Finding::message)
        .toList();
  }

  private Packed pack(String name) throws InterruptedException {
    return packer().pack(home, directory.resolve(name));
  }

  private static EnvironmentPacker packer() {
    return new EnvironmentPacker(new ProgressLine(Environment.ofProcess()));
  }

  private Path unpack(String name) throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    run(directory, "tar", "-xf", name, "-C", elsewhere.toString());
    return elsewhere;
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(site).resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void script(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void kernel(String name, String interpreter, String value) throws IOException {
    Path file = home.resolve("share/jupyter/kernels").resolve(name).resolve("kernel.json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"argv": ["%s", "-m", "x", "{connection_file}"], "env": {"X": "%s"}, "language": "x"}
        """
            .formatted(interpreter, value));
  }

  private static String run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
