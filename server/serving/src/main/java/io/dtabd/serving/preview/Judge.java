package io.dtabd.serving.preview;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.LostBranch;
import io.dtabd.serving.Question;
import io.dtabd.serving.preview.Preview.Trees;
import io.dtabd.serving.preview.WriteFinding.Breaks;
import io.dtabd.serving.preview.WriteFinding.Subject;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.serving.preview.WriteFinding.Unknown;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Decides what is wrong with where names would lead. */
final class Judge {

  /** Something that is watched or was asked for. */
  record Name(Question.Bind question, int watchers, Trees trees) {}

  /** What is wrong with a whole name. */
  sealed interface Trouble {

    /** It leads nowhere, for certain. */
    record Dead(String reason) implements Trouble {}

    /** It may lead nowhere. */
    record NotKnown(String reason) implements Trouble {}
  }

  private static final Trouble UNBOUND = new Trouble.NotKnown("not known: timed out binding it");

  private final Findings findings;
  private final Addresses addresses;

  Judge(Findings findings, Addresses addresses) {
    this.findings = findings;
    this.addresses = addresses;
  }

  /** What leads where it led needs no look, unless something is left out that was not. */
  static boolean isWorthALook(Trees trees) {
    return !trees.before().equals(trees.after())
        || trees.after() instanceof State.Pending
        || !trees.lost().equals(trees.lostBefore());
  }

  void unchecked(String reason) {
    findings.add(new Unchecked(reason));
  }

  void add(WriteFinding finding) {
    findings.add(finding);
  }

  void of(Name name) throws InterruptedException {
    Trees trees = name.trees();
    Optional<Trouble> trouble = trouble(trees.after());
    if (trouble.isPresent()) {
      switch (trouble.get()) {
        case Trouble.NotKnown(var reason) -> findings.add(new Unknown(subject(name), reason));
        case Trouble.Dead(var reason) -> breaks(name, reason);
      }
      return;
    }
    // A name that nobody watches was asked for because it is shifted: its destinations are judged
    // one by one, and are not told of twice.
    if (name.watchers() > 0 && trees.after() instanceof State.Ok<NameTree<BoundName>>(var after)) {
      lostShares(name);
      sharesWithoutAddresses(name, after);
    }
  }

  /** What leads nowhere now cannot be broken, in whole or in part. */
  private void breaks(Name name, String reason) throws InterruptedException {
    Optional<Trouble> before = trouble(name.trees().before());
    if (before.isEmpty()) {
      findings.add(new Breaks(subject(name), reason));
    } else if (before.get() instanceof Trouble.NotKnown) {
      findings.add(
          new Unknown(subject(name), reason + "; whether it leads anywhere now is not known"));
    }
  }

  /** What is wrong with the whole of {@code state}. */
  Optional<Trouble> trouble(State<NameTree<BoundName>> state) throws InterruptedException {
    return switch (state) {
      case State.Pending<NameTree<BoundName>> _ -> Optional.of(UNBOUND);
      case State.Failed<NameTree<BoundName>>(var reason) ->
          Optional.of(new Trouble.Dead("it cannot be bound: " + Leads.cut(reason)));
      case State.Ok<NameTree<BoundName>>(Fail<BoundName> _) ->
          Optional.of(new Trouble.Dead("it is refused (!)"));
      case State.Ok<NameTree<BoundName>>(Empty<BoundName> _) ->
          Optional.of(new Trouble.Dead("it has no addresses ($)"));
      case State.Ok<NameTree<BoundName>>(var tree) when Leads.shares(tree).isEmpty() ->
          Optional.of(new Trouble.Dead("it leads nowhere"));
      case State.Ok<NameTree<BoundName>>(var tree) ->
          switch (addresses.of(tree)) {
            case SOME -> Optional.empty();
            case NONE -> Optional.of(new Trouble.Dead("it has no addresses"));
            case UNKNOWN ->
                Optional.of(new Trouble.NotKnown("not known: timed out waiting for its addresses"));
          };
    };
  }

  /** Branches of splits that are left out, unless they were with as large a share. */
  private void lostShares(Name name) throws InterruptedException {
    Map<NameTree<Path>, Double> before = new HashMap<>();
    name.trees()
        .lostBefore()
        .forEach(lost -> before.merge(lost.destination(), lost.share(), Math::max));
    var now = new LinkedHashMap<NameTree<Path>, LostBranch>();
    name.trees().lost().forEach(lost -> now.putIfAbsent(lost.destination(), lost));
    for (LostBranch lost : now.values()) {
      if (Leads.isMore(lost.share(), before.getOrDefault(lost.destination(), 0.0))) {
        if (lost.why() instanceof LostBranch.Unknown) {
          findings.add(new Unknown(subject(name), lostReason(lost)));
        } else {
          breaks(name, lostReason(lost));
        }
      }
    }
  }

  private static String lostReason(LostBranch lost) {
    String destination = Leads.text(lost.destination());
    String meant = " (" + Leads.percent(lost.share()) + " is meant for it)";
    return switch (lost.why()) {
      case LostBranch.Nowhere _ ->
          "0 %: " + destination + " " + Preview.nowhere(lost.destination()) + meant;
      case LostBranch.Failed(var reason) ->
          "0 %: " + destination + " cannot be bound" + meant + ": " + Leads.cut(reason);
      case LostBranch.Unknown _ -> destination + " is not known: timed out binding it" + meant;
    };
  }

  /** Traffic that gets nowhere with some destinations, which had none of it. */
  private void sharesWithoutAddresses(Name name, NameTree<BoundName> after)
      throws InterruptedException {
    Map<BoundName, Double> before =
        name.trees().before() instanceof State.Ok<NameTree<BoundName>>(var tree)
            ? byId(Leads.shares(tree))
            : Map.of();
    for (Map.Entry<BoundName, Double> each : Leads.shares(after).entrySet()) {
      BoundName bound = each.getKey();
      double share = each.getValue();
      if (Leads.isMore(share, before.getOrDefault(unweighted(bound), 0.0))
          && addresses.of(bound) == Addresses.Known.NONE) {
        breaks(
            name,
            "%s goes to %s, which has no addresses"
                .formatted(Leads.percent(share), Leads.cut(bound.id().show())));
      }
    }
  }

  private static Map<BoundName, Double> byId(Map<BoundName, Double> shares) {
    var byId = new HashMap<BoundName, Double>();
    shares.forEach((bound, share) -> byId.merge(unweighted(bound), share, Double::sum));
    return byId;
  }

  /** The weight that a name carries along changes with the split around it. */
  private static BoundName unweighted(BoundName bound) {
    return new BoundName(bound.id(), bound.residual(), bound.addr(), OptionalDouble.empty());
  }

  private static Subject subject(Name name) {
    String local =
        name.question().local().isEmpty() ? "" : " with " + name.question().local().show();
    Trees trees = name.trees();
    return new Subject(
        Leads.cut(name.question().path().show() + local),
        name.watchers(),
        Leads.text(trees.before(), trees.lostBefore()),
        Leads.text(trees.after(), trees.lost()));
  }
}
