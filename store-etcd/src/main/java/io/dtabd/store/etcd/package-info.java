/** Dtabs in etcd v3. */
@NullMarked
package io.dtabd.store.etcd;

import org.jspecify.annotations.NullMarked;
