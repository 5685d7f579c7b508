/**
 * The dtab language: paths of bytes, prefixes, name trees, dentries and dtabs; how they are read,
 * printed and looked up. Every value is immutable, equal by content and free to share between
 * threads.
 *
 * <p>Grammar and printed form are those of Finagle 24.2.0, which proxies use to read what is
 * printed here.
 */
@NullMarked
package io.dtabd.dtab;

import org.jspecify.annotations.NullMarked;
