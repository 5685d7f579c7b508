package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.admin.AccessRules.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

  @Test
  void openRulesAnswerEveryKind() {
    assertThat(Kind.values()).allMatch(kind -> AccessRules.OPEN.permits(kind, "/any"));
  }

  @Test
  void kindThatIsOffIsNotAnswered() {
    AccessRules rules = rules(EnumSet.of(Kind.UI), List.of(), List.of());
    assertThat(rules.permits(Kind.UI, "/")).isTrue();
    assertThat(rules.permits(Kind.CONTROL, "/admin/shutdown")).isFalse();
  }

  @Test
  void deniedPatternTakesAnAddressOutOfAKindThatIsOn() {
    AccessRules rules = rules(EnumSet.allOf(Kind.class), List.of(), List.of("/admin/.*"));
    assertThat(rules.permits(Kind.DIAGNOSTICS, "/admin/ping")).isFalse();
    assertThat(rules.permits(Kind.DIAGNOSTICS, "/watchers.json")).isTrue();
  }

  @Test
  void allowedPatternBringsBackAnAddressOfAKindThatIsOff() {
    AccessRules rules = rules(Set.of(), List.of("/admin/p.ng"), List.of());
    assertThat(rules.permits(Kind.DIAGNOSTICS, "/admin/ping")).isTrue();
    assertThat(rules.permits(Kind.DIAGNOSTICS, "/admin/ready")).isFalse();
  }

  @Test
  void patternHasToMatchTheWholeAddress() {
    AccessRules rules = rules(Set.of(), List.of("/admin"), List.of());
    assertThat(rules.permits(Kind.DIAGNOSTICS, "/admin/ping")).isFalse();
  }

  @Test
  void patternThatTakesTooLongToMatchRefusesTheAddress() {
    String trap = "(.*)(.*)(.*)(.*)(.*)(.*)b";
    String path = "a".repeat(60);
    assertThat(rules(Set.of(), List.of(trap), List.of()).permits(Kind.UI, path)).isFalse();
    assertThat(rules(Set.of(Kind.UI), List.of(), List.of(trap)).permits(Kind.UI, path)).isFalse();
  }

  private static AccessRules rules(Set<Kind> enabled, List<String> allowed, List<String> denied) {
    return new AccessRules(enabled, patterns(allowed), patterns(denied));
  }

  private static List<Pattern> patterns(List<String> texts) {
    return texts.stream().map(Pattern::compile).toList();
  }
}
