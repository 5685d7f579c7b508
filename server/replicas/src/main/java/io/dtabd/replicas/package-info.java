/**
 * What all replicas of this server know together: who watches, and how far a change has come. Each
 * replica knows its own watchers; whichever is asked asks the others, over the API between them.
 */
@NullMarked
package io.dtabd.replicas;

import org.jspecify.annotations.NullMarked;
