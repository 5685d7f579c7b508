/** What operators ask the server itself: is it well, what does it do, has a shift arrived. */
@NullMarked
package io.dtabd.admin;

import org.jspecify.annotations.NullMarked;
