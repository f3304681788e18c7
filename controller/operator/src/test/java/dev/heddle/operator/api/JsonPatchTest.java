package dev.heddle.operator.api;

import static dev.heddle.operator.api.RunningApi.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of RFC 6902. */
class JsonPatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'foo':'bar'}             | {'op':'add','path':'/baz','value':'qux'}    | {'foo':'bar','baz':'qux'}",
        "{'foo':['bar','baz']}     | {'op':'add','path':'/foo/1','value':'qux'}  | {'foo':['bar','qux','baz']}",
        "{'foo':['bar']}           | {'op':'add','path':'/foo/-','value':['a']}  | {'foo':['bar',['a']]}",
        "{'baz':'qux','foo':'bar'} | {'op':'remove','path':'/baz'}               | {'foo':'bar'}",
        "{'foo':['bar','qux']}     | {'op':'remove','path':'/foo/1'}             | {'foo':['bar']}",
        "{'baz':'qux'}             | {'op':'replace','path':'/baz','value':1}    | {'baz':1}",
        "{'a':{'b':1},'c':{}}      | {'op':'move','from':'/a/b','path':'/c/d'}   | {'a':{},'c':{'d':1}}",
        "{'foo':['a','b','c']}     | {'op':'move','from':'/foo/0','path':'/foo/2'} | {'foo':['b','c','a']}",
        "{'a':1}                   | {'op':'test','path':'/a','value':1.0}       | {'a':1}",
        "{'a':1}                   | {'op':'test','path':'/b','value':null}      | {'a':1}",
        "{'a/b':1,'m~n':2}         | {'op':'remove','path':'/a~1b'}              | {'m~n':2}",
        "{'a':1}                   | {'op':'add','path':'','value':{'b':2}}      | {'b':2}",
        "{'a':1}                   | {'op':'add','path':'/a','value':null}       | {'a':null}"
      })
  void anOperationFits(String before, String operation, String after) {
    ObjectNode object = json(before);

    assertThat(JsonPatch.apply(object, patch(operation))).isEqualTo(json(after));
    assertThat(object).as("not changed itself").isEqualTo(json(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'a':1}     | {'op':'remove','path':'/b'}                  | there is nothing at /b",
        "{'a':1}     | {'op':'replace','path':'/b','value':1}       | there is nothing at /b",
        "{'a':1}     | {'op':'add','path':'/b/c','value':1}         | there is nothing at /b",
        "{'a':1}     | {'op':'add','path':'/a/c','value':1}         | a single value",
        "{'a':[1]}   | {'op':'add','path':'/a/2','value':1}         | no place in that list",
        "{'a':[1]}   | {'op':'add','path':'/a/01','value':1}        | no place in that list",
        "{'a':[1]}   | {'op':'remove','path':'/a/-'}                | there is nothing",
        "{'a':{}}    | {'op':'move','from':'/a','path':'/a/b'}      | into itself",
        "{'a':1}     | {'op':'test','path':'/a','value':'1'}        | another one",
        "{'a':1}     | {'op':'remove','path':''}                    | whole object",
        "{'a':1}     | {'op':'replace','path':'','value':[]}        | no object"
      })
  void whatDoesNotFitIsSaid(String before, String operation, String problem) {
    assertThatThrownBy(() -> JsonPatch.apply(json(before), patch(operation)))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status().reason()).isEqualTo(ApiStatus.Reason.INVALID);
              assertThat(e.status().message()).contains(problem);
            });
  }

  private static ObjectNode json(String text) {
    return tree(text.replace('\'', '"'));
  }

  private static ArrayNode patch(String operation) {
    ObjectNode parsed = json(operation);
    return parsed.arrayNode().add(parsed);
  }
}
