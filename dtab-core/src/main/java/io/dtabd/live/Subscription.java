package io.dtabd.live;

/** Something asked for that can be given up. Closing twice does nothing. */
public interface Subscription extends AutoCloseable {

  /** Nothing was asked for. */
  Subscription NONE = () -> {};

  @Override
  void close();
}
