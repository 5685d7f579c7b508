/** Questions that many watchers ask, answered live, whatever the protocol they ask over. */
@NullMarked
package io.dtabd.serving;

import org.jspecify.annotations.NullMarked;
