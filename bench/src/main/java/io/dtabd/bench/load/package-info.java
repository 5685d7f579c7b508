/**
 * Measures dtabd under many watchers: how long a shift takes to reach the last of them, and how
 * much memory each costs, beside a server that does nothing but send the same bytes.
 */
@NullMarked
package io.dtabd.bench.load;

import org.jspecify.annotations.NullMarked;
