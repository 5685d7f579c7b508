/**
 * HTTP/1.1: requests in, answers and streams out. Handlers are plain blocking code on virtual
 * threads; what goes over the wire, in what order and under which limits, is settled here.
 */
@NullMarked
package io.dtabd.net.http;

import org.jspecify.annotations.NullMarked;
