/**
 * The store on real etcds that the programs here start themselves: {@link
 * io.dtabd.bench.etcd.EtcdDelays} for how long a write takes to other replicas, {@link
 * io.dtabd.bench.etcd.EtcdThroughput} for how many there can be.
 */
@NullMarked
package io.dtabd.bench.etcd;

import org.jspecify.annotations.NullMarked;
