/**
 * Values that change. A {@link io.dtabd.live.Live} gives its state when asked and says
 * <em>that</em> it changed, never what to: whoever observes keeps a mark and reads the newest state
 * when it can use it. So nothing queues behind a slow reader, and everyone ends on the last state.
 */
@NullMarked
package io.dtabd.live;

import org.jspecify.annotations.NullMarked;
