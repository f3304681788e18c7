package dev.heddle.crd.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.crd.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are made from the CRDs are what the CRDs make of them. After a change of a CRD they
 * are written again by {@code mvn -pl crd-schemas test -Dtest=GeneratedFilesTest -Dupdate}.
 */
class GeneratedFilesTest {

  private static final Path ROOT = Path.of("..");
  private static final boolean UPDATE = System.getProperty("update") != null;

  static Stream<ResourceType<?>> types() {
    return JsonSchemas.types().stream();
  }

  @ParameterizedTest
  @MethodSource("types")
  void theJsonSchemaForEditorsIsMadeFromTheCrd(ResourceType<?> type) throws IOException {
    check(
        ROOT.resolve("manifests/schemas/" + type.singular() + ".json"),
        pretty(JsonSchemas.of(type)));
  }

  @Test
  void theJsonSchemaOfAllKindsNamesEach() throws IOException {
    check(
        ROOT.resolve("manifests/schemas/heddle.json"),
        pretty(JsonSchemas.anyOf(JsonSchemas.types())));
  }

  @ParameterizedTest
  @MethodSource("types")
  void theReferencePageIsMadeFromTheCrd(ResourceType<?> type) throws IOException {
    check(ROOT.resolve("docs/reference/" + type.singular() + ".md"), ReferencePage.of(type));
  }

  @Test
  void thePageAboutFilesNamesEveryCode() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reference/manifest-files.md"));

    for (ProblemCode code : ProblemCode.values()) {
      assertThat(page).contains("| `" + code + "` |");
    }
  }

  private static void check(Path file, String wanted) throws IOException {
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, wanted);
    }
    assertThat(file).hasContent(wanted);
  }

  private static String pretty(JsonNode tree) throws JsonProcessingException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return new ObjectMapper().writer(printer).writeValueAsString(tree) + "\n";
  }
}
