package io.dtabd.thriftmux;

import io.dtabd.dtab.Label;
import io.dtabd.dtab.Path;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import java.util.ArrayList;

/** Reads the arguments of the service's methods. */
final class NamerReader {

  /** Names have some ten labels. A path is looked up label by label, by everybody's processors. */
  static final int MAX_LABELS = 1_000;

  /**
   * Of a poll, whose question is kept as long as it is watched. A long path and a long local dtab
   * fit, as they do in the target of an HTTP request.
   */
  static final int MAX_POLL_BYTES = 64 * 1024;

  private final ThriftReader in;

  NamerReader(ThriftReader in) {
    this.in = in;
  }

  NamerRequest request(Method method) throws ThriftException {
    if (method != Method.DELEGATE && in.left() > MAX_POLL_BYTES) {
      throw ThriftException.protocol(
          "the argument of %s has %d bytes, path and dtab together; at most %d are kept"
              .formatted(method.wireName(), in.left(), MAX_POLL_BYTES));
    }
    NamerRequest request = null;
    while (in.nextField()) {
      if (in.fieldId() == 1) {
        in.expect(ThriftType.STRUCT, "the argument of " + method.wireName());
        request = argument(method);
      } else {
        in.skip();
      }
    }
    if (request == null) {
      throw ThriftException.protocol("the call has no argument 1, 'req'");
    }
    return request;
  }

  private NamerRequest argument(Method method) throws ThriftException {
    return switch (method) {
      case BIND -> bind();
      case ADDR -> addr();
      case DELEGATE -> new DelegationReader(in, this).request();
      case DTAB -> dtab();
    };
  }

  private NamerRequest bind() throws ThriftException {
    String dtab = "";
    NameRef name = NameRef.NONE;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> dtab = string("BindReq.dtab");
        case 2 -> name = nameRef("BindReq.name");
        default -> in.skip();
      }
    }
    return new NamerRequest.Bind(dtab, name);
  }

  private NamerRequest addr() throws ThriftException {
    NameRef name = NameRef.NONE;
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> name = nameRef("AddrReq.name");
        default -> in.skip();
      }
    }
    return new NamerRequest.Addr(name);
  }

  private NamerRequest dtab() throws ThriftException {
    long stamp = Stamp.NONE;
    String namespace = "";
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> stamp = stamp("DtabReq.stamp");
        case 2 -> namespace = string("DtabReq.ns");
        default -> in.skip();
      }
    }
    return new NamerRequest.Dtab(stamp, namespace);
  }

  private NameRef nameRef(String what) throws ThriftException {
    in.expect(ThriftType.STRUCT, what);
    long stamp = Stamp.NONE;
    Path path = Path.EMPTY;
    String namespace = "";
    while (in.nextField()) {
      switch (in.fieldId()) {
        case 1 -> stamp = stamp("NameRef.stamp");
        case 2 -> path = path("NameRef.name");
        case 3 -> namespace = string("NameRef.ns");
        default -> in.skip();
      }
    }
    return new NameRef(stamp, path, namespace);
  }

  long stamp(String what) throws ThriftException {
    in.expect(ThriftType.STRING, what);
    return Stamp.read(in.binary());
  }

  String string(String what) throws ThriftException {
    in.expect(ThriftType.STRING, what);
    return in.text();
  }

  Path path(String what) throws ThriftException {
    in.expect(ThriftType.LIST, what);
    int size = in.list(ThriftType.STRING, what);
    if (size > MAX_LABELS) {
      throw ThriftException.protocol(
          "%s has %d labels, the bound is %d".formatted(what, size, MAX_LABELS));
    }
    var labels = new ArrayList<Label>(size);
    for (int i = 0; i < size; i++) {
      byte[] label = in.binary();
      if (label.length == 0) {
        throw ThriftException.protocol(what + " has an empty label; a label has at least one byte");
      }
      labels.add(Label.of(label));
    }
    return new Path(labels);
  }
}
