/** The commands that talk to a running server, over HTTP. */
@NullMarked
package io.dtabd.cli;

import org.jspecify.annotations.NullMarked;
