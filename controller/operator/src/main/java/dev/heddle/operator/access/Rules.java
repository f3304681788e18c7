package dev.heddle.operator.access;

import static dev.heddle.crd.rbac.PolicyRule.ALL;

import dev.heddle.crd.rbac.PolicyRule;
import java.util.ArrayList;
import java.util.List;

/** What rules say, as Kubernetes reads them. */
public final class Rules {

  private Rules() {}

  static boolean allows(PolicyRule rule, Attributes wanted) {
    if (!has(rule.verbs(), wanted.verb())) {
      return false;
    }
    if (wanted.target().isEmpty()) {
      return rule.nonResourceUrls().stream().anyMatch(url -> matches(url, wanted.path()));
    }
    Attributes.Target target = wanted.target().get();
    return has(rule.apiGroups(), target.apiGroup())
        && rule.resources().stream().anyMatch(known -> names(known, target.full()))
        && (rule.resourceNames().isEmpty() || rule.resourceNames().contains(target.name()));
  }

  /** What of {@code asked} nobody with the rules {@code held} has; empty when all of it. */
  public static List<PolicyRule> missing(List<PolicyRule> held, List<PolicyRule> asked) {
    List<PolicyRule> missing = new ArrayList<>();
    for (PolicyRule rule : asked) {
      for (PolicyRule single : broken(rule)) {
        if (held.stream().noneMatch(one -> covers(one, single))) {
          missing.add(single);
        }
      }
    }
    return missing;
  }

  /** The same rule as rules with one verb, group, resource, name or path each. */
  private static List<PolicyRule> broken(PolicyRule rule) {
    List<PolicyRule> singles = new ArrayList<>();
    for (String verb : rule.verbs()) {
      for (String url : rule.nonResourceUrls()) {
        singles.add(PolicyRule.ofPaths(List.of(url), List.of(verb)));
      }
      for (String group : rule.apiGroups()) {
        for (String resource : rule.resources()) {
          PolicyRule single = PolicyRule.of(group, List.of(resource), List.of(verb));
          if (rule.resourceNames().isEmpty()) {
            singles.add(single);
          }
          rule.resourceNames().forEach(name -> singles.add(single.named(List.of(name))));
        }
      }
    }
    return singles;
  }

  private static boolean covers(PolicyRule held, PolicyRule single) {
    if (!has(held.verbs(), single.verbs().get(0))) {
      return false;
    }
    if (!single.isAboutResources()) {
      String path = single.nonResourceUrls().get(0);
      return held.nonResourceUrls().stream().anyMatch(url -> coversPath(url, path));
    }
    boolean name =
        held.resourceNames().isEmpty()
            || (!single.resourceNames().isEmpty()
                && held.resourceNames().contains(single.resourceNames().get(0)));
    String resource = single.resources().get(0);
    return name
        && has(held.apiGroups(), single.apiGroups().get(0))
        && held.resources().stream().anyMatch(known -> names(known, resource));
  }

  private static boolean has(List<String> all, String one) {
    return all.contains(ALL) || all.contains(one);
  }

  private static boolean names(String known, String resource) {
    return known.equals(ALL)
        || known.equals(resource)
        || (known.startsWith("*/")
            && resource.indexOf('/') > 0
            && known.substring(1).equals(resource.substring(resource.indexOf('/'))));
  }

  private static boolean matches(String url, String path) {
    return url.equals(path)
        || (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1)));
  }

  private static boolean coversPath(String url, String asked) {
    return url.equals(asked)
        || (url.endsWith(ALL)
            && (asked.endsWith(ALL) ? asked.substring(0, asked.length() - 1) : asked)
                .startsWith(url.substring(0, url.length() - 1)));
  }
}
