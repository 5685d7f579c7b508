//go:build tools

// Package kubeapiserver says which programs of Kubernetes the tests run, and of which version.
package kubeapiserver

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
