/**
 * What a configuration file says: plain records, one sealed interface per family of {@code kind}s,
 * and the strict reader that makes them from a namerd config file in YAML or JSON.
 *
 * <p>The records' components are named as the file's keys; where a unit is in the key ({@code
 * shutdownGraceMs}) it is in the component's type instead.
 */
@NullMarked
package io.dtabd.config;

import org.jspecify.annotations.NullMarked;
