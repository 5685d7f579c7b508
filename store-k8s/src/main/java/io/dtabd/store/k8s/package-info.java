/** Dtabs as objects of Kubernetes: {@link io.dtabd.store.k8s.KubernetesDtabStore}. */
@NullMarked
package io.dtabd.store.k8s;

import org.jspecify.annotations.NullMarked;
