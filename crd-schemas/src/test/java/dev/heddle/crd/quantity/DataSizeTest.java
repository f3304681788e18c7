package dev.heddle.crd.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

  @ParameterizedTest
  @CsvSource({
    "1024, 1073741824",
    "2 GiB, 2147483648",
    "2Gi, 2147483648",
    "2gib, 2147483648",
    "1.5 gb, 1500000000",
    "1500 MB, 1500000000",
    "1 k, 1000",
    "1Ki, 1024",
    "0.5 KiB, 512",
    "0.3 b, 1",
    "7b, 7",
    "1 PiB, 1125899906842624",
    "0, 0"
  })
  void readsWhatPeopleWrite(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GiB", "2 XiB", "-1 GiB", "1,5 GiB", "1e3", "2 Gi B", "two"})
  void refusesWhatIsNoSizeAndSaysWhatIs(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a size; write")
        .hasMessageContaining("2 GiB");
  }

  @Test
  void refusesWhatIsLargerThanAnyMemory() {
    assertThatThrownBy(() -> DataSize.parse("99999999 PiB"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("larger than any memory");
    assertThatThrownBy(() -> new DataSize(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1 b, 1", "1 MiB, 1", "1048577 b, 2", "1.5 GB, 1431", "0, 0"})
  void countsInWholeMebibytesRoundedUp(String text, long mebibytes) {
    assertThat(DataSize.parse(text).toMebibytes()).isEqualTo(mebibytes);
  }

  @ParameterizedTest
  @CsvSource({"1024, 1Gi", "1536, 1536Mi", "1.5 GB, 1500000000b", "0, 0b", "1 k, 1000b"})
  void writesTheShortestExactForm(String text, String written) {
    assertThat(DataSize.parse(text)).hasToString(written);
    assertThat(DataSize.parse(written)).isEqualTo(DataSize.parse(text));
  }

  @Test
  void isOrderedByAmount() {
    assertThat(DataSize.parse("1 GB")).isLessThan(DataSize.parse("1 GiB"));
  }
}
