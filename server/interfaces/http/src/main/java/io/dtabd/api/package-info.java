/**
 * The HTTP interface on which namerctl writes dtabs, and proxies ask what names mean: one handler
 * class per resource, and the codecs of what they take and answer.
 */
@NullMarked
package io.dtabd.api;

import org.jspecify.annotations.NullMarked;
