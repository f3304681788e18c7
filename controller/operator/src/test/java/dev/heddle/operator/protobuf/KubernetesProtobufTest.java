package dev.heddle.operator.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.heddle.crd.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KubernetesProtobufTest {

  /** Writes the fields of one message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] body(String apiVersion, String kind, Fields fields) {
    byte[] envelope =
        message(
            out -> {
              out.writeByteArray(
                  1,
                  message(
                      type -> {
                        type.writeString(1, apiVersion);
                        type.writeString(2, kind);
                      }));
              out.writeByteArray(2, message(fields));
              out.writeString(3, "");
            });
    byte[] body = Arrays.copyOf("k8s\0".getBytes(UTF_8), 4 + envelope.length);
    System.arraycopy(envelope, 0, body, 4, envelope.length);
    return body;
  }

  private static final byte[] METADATA =
      message(
          out -> {
            out.writeString(1, "s");
            out.writeByteArray(8, new byte[0]);
            out.writeByteArray(
                11,
                message(
                    entry -> {
                      entry.writeString(1, "team");
                      entry.writeString(2, "red");
                    }));
            out.writeString(14, "a.b/c");
            out.writeString(14, "d.e/f");
            out.writeInt64(99, 5);
          });

  @Test
  void anObjectIsReadAsItsJson() throws IOException {
    byte[] body =
        body(
            "v1",
            "Secret",
            out -> {
              out.writeByteArray(1, METADATA);
              out.writeByteArray(
                  2,
                  message(
                      entry -> {
                        entry.writeString(1, "token");
                        entry.writeBytes(2, ByteString.copyFromUtf8("hunter2"));
                      }));
              out.writeString(3, "Opaque");
              out.writeBool(5, true);
            });

    assertThat(KubernetesProtobuf.read(body))
        .isEqualTo(
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion": "v1", "kind": "Secret",
                     "metadata": {"name": "s", "creationTimestamp": null,
                       "labels": {"team": "red"}, "finalizers": ["a.b/c", "d.e/f"]},
                     "data": {"token": "aHVudGVyMg=="}, "type": "Opaque", "immutable": true}
                    """));
  }

  @Test
  void optionsOfADeletionAreReadUnderAnyApiVersion() {
    byte[] body =
        body(
            "heddle.dev/v1",
            "DeleteOptions",
            out -> {
              out.writeInt64(1, 0);
              out.writeByteArray(2, message(conditions -> conditions.writeString(1, "uid-1")));
              out.writeString(5, "All");
            });

    ObjectNode options = KubernetesProtobuf.read(body);

    assertThat(options.at("/preconditions/uid").asText()).isEqualTo("uid-1");
    assertThat(options.path("gracePeriodSeconds").asInt(-1)).isZero();
    assertThat(options.at("/dryRun/0").asText()).isEqualTo("All");
  }

  @Test
  void timesAreReadToTheNanosecond() {
    byte[] time =
        message(
            out -> {
              out.writeInt64(1, 1_795_000_000L);
              out.writeInt32(2, 5_000);
            });
    byte[] body =
        body(
            "coordination.k8s.io/v1",
            "Lease",
            out -> out.writeByteArray(2, message(spec -> spec.writeByteArray(4, time))));

    assertThat(KubernetesProtobuf.read(body).at("/spec/renewTime").asText())
        .isEqualTo("2026-11-18T11:06:40.000005Z");
  }

  @Test
  void aKindThatIsNotInTheTableIsNamed() {
    assertThatThrownBy(() -> KubernetesProtobuf.read(body("apps/v1", "Deployment", out -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'apps/v1 Deployment'");
  }

  @Test
  void whatIsNotProtobufIsRefused() {
    assertThatThrownBy(() -> KubernetesProtobuf.read("{}".getBytes(UTF_8)))
        .hasMessageContaining("does not begin");
    byte[] wrongType = body("v1", "Secret", out -> out.writeInt64(1, 7));
    assertThatThrownBy(() -> KubernetesProtobuf.read(wrongType))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever is cut off, flipped or made up: an object or a refusal, never another failure. */
  @Test
  void damagedBodiesNeverBreakTheReader() {
    Random random = new Random(7);
    byte[] whole =
        body(
            "v1",
            "Secret",
            out -> {
              out.writeByteArray(1, METADATA);
              out.writeString(3, "Opaque");
            });
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = Arrays.copyOf(whole, 4 + random.nextInt(whole.length - 3));
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        if (damaged.length > 4) {
          damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
        }
      }
      try {
        KubernetesProtobuf.read(damaged);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }
}
