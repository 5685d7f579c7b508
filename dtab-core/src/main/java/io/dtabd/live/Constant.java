package io.dtabd.live;

/** The live value that is always the same. */
record Constant<T>(State<T> now) implements Live<T> {
  @Override
  public Subscription observe(Runnable onChange) {
    return Subscription.NONE;
  }
}
