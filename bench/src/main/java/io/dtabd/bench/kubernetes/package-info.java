/** What the namers of Kubernetes services cost on a real API server. */
@NullMarked
package io.dtabd.bench.kubernetes;

import org.jspecify.annotations.NullMarked;
