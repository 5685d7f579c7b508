/** What a change of a table would do to those who watch. */
@NullMarked
package io.dtabd.serving.preview;

import org.jspecify.annotations.NullMarked;
