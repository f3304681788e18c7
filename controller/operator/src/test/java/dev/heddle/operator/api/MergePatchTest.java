package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7386, appendix A, as far as target and patch are objects. */
class MergePatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':'b'}             | {'a':'c'}              | {'a':'c'}",
        "{'a':'b'}             | {'b':'c'}              | {'a':'b','b':'c'}",
        "{'a':'b'}             | {'a':null}             | {}",
        "{'a':'b','b':'c'}     | {'a':null}             | {'b':'c'}",
        "{'a':['b']}           | {'a':'c'}              | {'a':'c'}",
        "{'a':'c'}             | {'a':['b']}            | {'a':['b']}",
        "{'a':{'b':'c'}}       | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}     | {'a':[1]}              | {'a':[1]}",
        "{'e':null}            | {'a':1}                | {'e':null,'a':1}",
        "{}                    | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}"
      })
  void aPatchMerges(String target, String patch, String result) {
    ObjectNode before = tree(target.replace('\'', '"'));

    ObjectNode after = MergePatch.apply(before, tree(patch.replace('\'', '"')));

    assertThat(after).isEqualTo(tree(result.replace('\'', '"')));
    assertThat(before).isEqualTo(tree(target.replace('\'', '"')));
  }
}
