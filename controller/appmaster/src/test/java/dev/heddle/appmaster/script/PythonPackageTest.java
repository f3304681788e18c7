package dev.heddle.appmaster.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python package beside a skein that somebody has installed. */
class PythonPackageTest {
  private static final Path OURS = Path.of("src/main/python").toAbsolutePath();

  @TempDir private Path installed;

  @BeforeEach
  void installAnother() throws IOException {
    Path recipes = Files.createDirectories(installed.resolve("skein/recipes"));
    Files.writeString(installed.resolve("skein/__init__.py"), "from .core import who\n");
    Files.writeString(installed.resolve("skein/core.py"), "who = 'theirs'\n");
    Files.writeString(recipes.resolve("__init__.py"), "");
    Files.writeString(recipes.resolve("own.py"), "import skein\nprint(skein.who, 'recipe')\n");
  }

  /** As in a container: ours on PYTHONPATH, theirs in the environment after it. */
  private String python(String program, Map<String, String> variables)
      throws IOException, InterruptedException {
    String path = "import sys; sys.path.append('" + installed + "')\n";
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/python3", "-c", path + program);
    builder.environment().put("PYTHONPATH", OURS.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output.strip();
  }

  @Test
  void anInstalledOneHasPrecedenceWhereItCanWork() throws Exception {
    String program =
        "import runpy; runpy.run_module('skein.recipes.own', run_name='__main__')\n"
            + "import skein; print(skein.who)";

    assertThat(python(program, Map.of("SKEIN_APPMASTER_ADDRESS", "host:1")))
        .isEqualTo("theirs recipe\ntheirs");
  }

  @Test
  void elsewhereItIsOurs() throws Exception {
    assertThat(python("import skein; print(skein.__version__)", Map.of()))
        .isEqualTo("0.8.2+heddle");
  }

  @Test
  void outsideOfAContainerThatIsSaid() throws Exception {
    String program =
        """
        import skein
        assert skein.properties.container_resources is None
        try:
            skein.ApplicationClient.from_current()
        except skein.exceptions.ContextError as e:
            print(e)
        """;

    assertThat(python(program, Map.of()))
        .isEqualTo("not in a container of an application: HEDDLE_API is not set");
  }
}
