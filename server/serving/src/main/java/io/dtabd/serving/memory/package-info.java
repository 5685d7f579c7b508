/** How many bytes are kept on behalf of clients, and who is refused when there are no more. */
@NullMarked
package io.dtabd.serving.memory;

import org.jspecify.annotations.NullMarked;
