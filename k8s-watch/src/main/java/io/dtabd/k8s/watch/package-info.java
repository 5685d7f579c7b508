/** Live copies of what a Kubernetes API server holds. */
@NullMarked
package io.dtabd.k8s.watch;

import org.jspecify.annotations.NullMarked;
