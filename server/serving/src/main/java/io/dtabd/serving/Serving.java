package io.dtabd.serving;

import java.time.Duration;

/**
 * What an interface answers from, the same for all of them.
 *
 * @param questions asked once, or watched
 * @param watchers where streams and polls register
 * @param answerLimit how long a call that is answered once waits for what is not known yet
 */
public record Serving(
    Questions questions, Delegations delegations, Watchers watchers, Duration answerLimit) {}
