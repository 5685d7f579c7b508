/** Names that are services of a Kubernetes cluster. */
@NullMarked
package io.dtabd.naming.k8s;

import org.jspecify.annotations.NullMarked;
