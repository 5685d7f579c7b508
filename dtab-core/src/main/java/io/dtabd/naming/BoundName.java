package io.dtabd.naming;

import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import java.util.OptionalDouble;

/**
 * A leaf that a namer has settled.
 *
 * @param id what it is called, from the root: {@code /#/io.l5d.fs/world-v1}
 * @param residual the rest of the path, which the namer did not use
 * @param addr its addresses, live
 * @param weight that of the innermost union branch it was bound in, if any; it travels with the
 *     addresses even where the union was simplified away around it
 */
public record BoundName(Path id, Path residual, Live<Addr> addr, OptionalDouble weight) {}
