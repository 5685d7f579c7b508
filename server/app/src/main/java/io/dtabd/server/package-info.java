/** The program: everything put together, started, and stopped in good order. */
@NullMarked
package io.dtabd.server;

import org.jspecify.annotations.NullMarked;
