package dev.heddle.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class RelayProducerTest {

  private final Source source = new Source();
  private int signals;
  private int closes;
  private final RelayProducer producer = new RelayProducer(source, () -> closes++);

  @Test
  void aPieceIsAskedForWhenTheOneBeforeWasTaken() {
    producer.start(() -> signals++);
    assertThat(source.asked).isEqualTo(1);
    assertThat(producer.next()).isEmpty();

    source.send("one", "two");

    assertThat(signals).isEqualTo(1);
    assertThat(source.asked).as("nobody has taken it").isEqualTo(1);
    assertThat(text(producer.next())).isEqualTo("onetwo");
    assertThat(source.asked).isEqualTo(2);
    assertThat(producer.finished()).isFalse();
  }

  @Test
  void theEndComesAfterTheLastPiece() {
    producer.start(() -> signals++);
    source.send("last");
    source.end();

    assertThat(producer.finished()).isFalse();
    assertThat(text(producer.next())).isEqualTo("last");
    assertThat(producer.finished()).isTrue();
    assertThat(source.asked).isEqualTo(1);
  }

  @Test
  void aConnectionThatBreaksEndsTheStream() {
    producer.start(() -> signals++);

    source.subscriber.onError(new java.io.IOException("gone"));

    assertThat(producer.finished()).isTrue();
    assertThat(signals).isEqualTo(1);
  }

  @Test
  void aClientThatGoesAwayEndsTheOthersSide() {
    producer.start(() -> signals++);

    producer.close();

    assertThat(source.cancelled).isTrue();
    assertThat(closes).isEqualTo(1);
  }

  private static String text(Optional<byte[]> piece) {
    return new String(piece.orElseThrow(), UTF_8);
  }

  /** Sends what a test says, and notes what it is asked for. */
  private static final class Source implements Flow.Publisher<List<ByteBuffer>>, Flow.Subscription {
    private Flow.Subscriber<? super List<ByteBuffer>> subscriber;
    private long asked;
    private boolean cancelled;

    @Override
    public void subscribe(Flow.Subscriber<? super List<ByteBuffer>> wanting) {
      subscriber = wanting;
      wanting.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      asked += count;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    void send(String... texts) {
      subscriber.onNext(
          java.util.Arrays.stream(texts)
              .map(text -> ByteBuffer.wrap(text.getBytes(UTF_8)))
              .toList());
    }

    void end() {
      subscriber.onComplete();
    }
  }
}
