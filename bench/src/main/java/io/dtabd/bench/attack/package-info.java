/**
 * Attacks a server that runs in a process of its own, with all that is known to use up its memory,
 * while neighbours from another address bind, write, shift and watch: {@link
 * io.dtabd.bench.attack.AttackHarness} compares what they see with what they saw alone.
 */
@NullMarked
package io.dtabd.bench.attack;

import org.jspecify.annotations.NullMarked;
