package io.dtabd.store;

/**
 * Told by a store that talks to a server what an operator may want to count. Called in the store's
 * threads; must return quickly.
 */
public interface StoreEvents {

  /** For whoever does not count. */
  StoreEvents NONE =
      new StoreEvents() {
        @Override
        public void watchBroken() {}

        @Override
        public void listed() {}

        @Override
        public void requestRepeated() {}
      };

  /** The stream of changes ended, for whatever reason, and is begun again. */
  void watchBroken();

  /**
   * Everything was read anew: at the start, and when changes since the last one are not to be had.
   */
  void listed();

  /** The server did not answer a request, or refused it for the moment, and was asked again. */
  void requestRepeated();
}
