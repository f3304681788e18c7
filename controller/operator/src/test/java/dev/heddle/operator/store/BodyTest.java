package dev.heddle.operator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {

  private static final String FIELDS =
      "{\"f:spec\":{\"f:queue\":{},\"f:env\":{\"f:}\":{},\"f:\\\"{\":{}},\"f:items\":"
          + "{\"k:{\\\"name\\\":\\\"a}\\\"}\":{}},\"f:resources\":{\"f:memory\":{}}}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"metadata\":{\"managedFields\":[{\"fieldsV1\":{}}]}}",
        "{\"metadata\":{\"managedFields\":[{\"fieldsV1\":F},{\"time\":\"t\",\"fieldsV1\":F}]}}",
        "{\"a\":\"\\\"fieldsV1\\\":{\",\"fieldsV1\":F}",
        "{\"fieldsV1\":{\"never\":\"closed",
        "{\"fieldsV1\":"
      })
  void whateverIsKeptComesOutAsItWas(String json) {
    byte[] bytes = json.replace("F", FIELDS).getBytes(UTF_8);

    Body body = Body.of(bytes);

    assertThat(body.bytes()).isEqualTo(bytes);
    assertThat(body.length()).isEqualTo(bytes.length);
  }

  @Test
  void objectsThatAreMadeAlikeShareTheirOwnedFields() {
    List<byte[]> one = Body.of(named("a")).pieces();
    List<byte[]> other = Body.of(named("b")).pieces();

    assertThat(one).hasSize(3);
    assertThat(other.get(1)).isSameAs(one.get(1));
    assertThat(other.get(0)).isNotEqualTo(one.get(0));
  }

  private static byte[] named(String name) {
    return "{\"metadata\":{\"name\":\"%s\",\"managedFields\":[{\"fieldsV1\":%s}]}}"
        .formatted(name, FIELDS)
        .getBytes(UTF_8);
  }
}
