package dev.heddle.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.scenarios.harness.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page about kubectl lists the commands that are tested; {@code -Dupdate} writes them anew. */
final class KubectlPageTest {

  private static final Path PAGE = Path.of("../../docs/kubectl.md");
  private static final int OLDEST = 28;
  private static final String BEGIN = "<!-- catalogue -->\n";
  private static final String END = "<!-- end of catalogue -->\n";

  @Test
  void thePageListsTheCatalogue() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String wanted = page.substring(0, begin) + commands() + page.substring(end);
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, wanted);
    }
    assertThat(PAGE).hasContent(wanted);
  }

  private static String commands() {
    StringBuilder text = new StringBuilder();
    for (Catalogue part : KubectlTest.catalogue()) {
      text.append("\n### ").append(part.title()).append("\n```sh\n");
      for (Catalogue.Entry entry : part.entries()) {
        text.append(entry.run());
        if (entry.since() > OLDEST) {
          text.append("   # from 1.").append(entry.since());
        }
        text.append('\n');
      }
      text.append("```\n");
    }
    return text.append('\n').toString();
  }
}
