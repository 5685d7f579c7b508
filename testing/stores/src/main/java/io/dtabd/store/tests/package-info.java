/**
 * What every store promises, as abstract tests. A store's own tests extend {@link
 * io.dtabd.store.tests.DtabStoreContract} or, if several processes can share what it keeps, {@link
 * io.dtabd.store.tests.SharedStoreContract}, and {@link io.dtabd.store.tests.StoreOutageContract}
 * if it talks to a server.
 */
@NullMarked
package io.dtabd.store.tests;

import org.jspecify.annotations.NullMarked;
