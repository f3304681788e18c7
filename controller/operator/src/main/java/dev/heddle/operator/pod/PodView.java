package dev.heddle.operator.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.heddle.crd.json.Json;
import dev.heddle.crd.json.Kinds;
import dev.heddle.crd.meta.ResourceType;
import dev.heddle.operator.view.View;
import java.util.List;

/** The containers of applications as Pods. */
public final class PodView implements View {

  @Override
  public ResourceType<?> type() {
    return Kinds.POD;
  }

  @Override
  public ResourceType<?> source() {
    return Kinds.APPLICATION;
  }

  @Override
  public List<ObjectNode> of(ObjectNode application) {
    return PodPicture.of(Json.fromTree(Kinds.APPLICATION, application));
  }

  @Override
  public List<String> sources(String name) {
    return PodNames.applications(name);
  }
}
