/**
 * The command line. It knows configurations and the HTTP API, and nothing of the server inside:
 * starting that is handed in.
 */
@NullMarked
package io.dtabd.cli;

import org.jspecify.annotations.NullMarked;
