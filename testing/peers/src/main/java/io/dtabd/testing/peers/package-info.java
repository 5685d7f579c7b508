/** Real servers beside a test, that can be killed, frozen, cut off and started again. */
@NullMarked
package io.dtabd.testing.peers;

import org.jspecify.annotations.NullMarked;
