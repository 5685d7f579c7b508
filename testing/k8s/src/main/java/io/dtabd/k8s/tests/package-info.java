/**
 * A real Kubernetes API server for tests, on loopback: {@link io.dtabd.k8s.tests.KubeApiServer}
 * with what it stands on, and {@link io.dtabd.k8s.tests.Kubectl} beside it.
 */
@NullMarked
package io.dtabd.k8s.tests;

import org.jspecify.annotations.NullMarked;
