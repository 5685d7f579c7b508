/**
 * How long tests may take. JUnit finds these classes by their service files, and {@code
 * junit-platform.properties} has the rest.
 */
@NullMarked
package io.dtabd.testing.limits;

import org.jspecify.annotations.NullMarked;
