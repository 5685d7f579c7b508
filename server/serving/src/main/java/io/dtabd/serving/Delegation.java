package io.dtabd.serving;

import io.dtabd.live.Derived;
import io.dtabd.live.InTurn;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.live.Turn;
import io.dtabd.naming.DelegateTree;
import java.util.concurrent.Executor;

/** How a name is delegated, while somebody asks. To be closed. */
public final class Delegation implements InTurn<DelegateTree>, AutoCloseable {

  private final Derived<DelegateTree> tree;
  private final Executor party;

  Delegation(Derived<DelegateTree> tree, Executor party) {
    this.tree = tree;
    this.party = party;
  }

  @Override
  public State<DelegateTree> now() {
    return tree.now();
  }

  @Override
  public State<DelegateTree> nowInTurn(long deadline) throws InterruptedException {
    return Turn.take(tree, party, deadline);
  }

  @Override
  public Subscription observe(Runnable onChange) {
    return tree.observe(onChange);
  }

  @Override
  public void close() {
    tree.releaseIfIdle();
  }
}
