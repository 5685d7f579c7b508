/**
 * What is counted and measured, and the forms in which it is read. Every metric is listed in {@code
 * docs/metrics.md}; a test holds the two together.
 */
@NullMarked
package io.dtabd.server.metrics;

import org.jspecify.annotations.NullMarked;
