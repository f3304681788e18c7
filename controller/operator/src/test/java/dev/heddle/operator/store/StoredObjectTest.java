package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.crd.json.Json;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredObjectTest {

  private static final ObjectId ID = new ObjectId("notebooks.heddle.dev", "team-a", "churn");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"apiVersion\":\"heddle.dev/v1\",\"kind\":\"Notebook\",\"metadata\":{\"name\":\"churn\"},"
            + "\"spec\":{\"metadata\":{\"a\":1}}}",
        "{\"spec\":{\"metadata\":{\"name\":\"inner\"}},\"metadata\":{\"name\":\"churn\"}}",
        "{\"kind\":\"a\\\"metadata\\\":{\\\"b\",\"metadata\":{\"name\":\"churn\"}}",
        "{\"kind\":\"Notebook\",\"metadata\":{\"name\":\"churn\",\"managedFields\":[{\"fieldsV1\":{"
            + "\"f:spec\":{\"f:resources\":{\".\":{},\"f:memory\":{},\"f:vcores\":{},\"f:gpus\":{}},"
            + "\"f:queue\":{},\"f:suspend\":{}}}}]},\"spec\":{\"queue\":\"a\"}}",
        "{\"metadata\":{},\"kind\":\"Notebook\"}",
        "{\"kind\":\"Notebook\"}"
      })
  void theBytesAreTheTree(String body) throws IOException {
    StoredObject object = new StoredObject(ID, 4711, 3, body.getBytes(UTF_8));

    assertThat(Json.mapper().readTree(object.json())).isEqualTo(object.tree());
    assertThat(object.tree().at("/metadata/resourceVersion").asText()).isEqualTo("4711");
    assertThat(object.body()).isEqualTo(body.getBytes(UTF_8));
  }
}
