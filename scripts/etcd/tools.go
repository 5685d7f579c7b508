//go:build tools

// Package etcd says which etcd the tests run beside the one that the distribution has.
package etcd

import _ "go.etcd.io/etcd/server/v3"
