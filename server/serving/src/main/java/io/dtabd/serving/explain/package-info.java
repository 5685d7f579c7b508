/** Explains what names mean, and what a change of a table would do to those who watch. */
@NullMarked
package io.dtabd.serving.explain;

import org.jspecify.annotations.NullMarked;
