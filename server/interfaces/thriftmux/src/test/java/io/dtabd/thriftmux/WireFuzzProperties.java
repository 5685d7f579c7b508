package io.dtabd.thriftmux;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the bytes, they are a message or are refused, and nothing else. */
class WireFuzzProperties {

  /**
   * One change of some bytes.
   *
   * @param at where, as a share of the length, so that it fits all
   */
  private record Mutation(double at, Kind kind, byte value) {
    enum Kind {
      SET,
      FLIP,
      INSERT,
      DELETE,
      CUT,
      REPEAT,
      /** Four bytes that are a number at a bound. */
      NUMBER
    }

    private static final int[] NUMBERS = {
      0, 1, -1, 4, 127, 128, 255, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x80010001
    };

    byte[] apply(byte[] bytes) {
      int start = (int) (at * bytes.length);
      var out = new ByteArrayOutputStream();
      out.write(bytes, 0, start);
      int rest = start;
      switch (kind) {
        case SET -> {
          out.write(value);
          rest++;
        }
        case FLIP -> {
          if (start < bytes.length) {
            out.write(bytes[start] ^ (1 << (value & 7)));
          }
          rest++;
        }
        case INSERT -> out.write(value);
        case DELETE -> rest += 1 + (value & 15);
        case CUT -> rest = bytes.length;
        case REPEAT -> out.write(bytes, start, Math.min(bytes.length - start, value & 63));
        case NUMBER -> {
          int number = NUMBERS[Math.floorMod(value, NUMBERS.length)];
          out.writeBytes(Unpooled.buffer(4).writeInt(number).array());
          rest += 4;
        }
      }
      if (rest < bytes.length) {
        out.write(bytes, rest, bytes.length - rest);
      }
      return out.toByteArray();
    }
  }

  @Property(tries = 10_000)
  void whateverTheFramesTheyAreMessagesOrRefused(@ForAll("frames") byte[] frames) {
    readFrames(frames);
  }

  @Property(tries = 10_000)
  void whateverTheBytesOfACallItIsARequestOrRefused(@ForAll("calls") byte[] call) {
    readCall(Unpooled.wrappedBuffer(call));
  }

  private static void readFrames(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    MemoryAccount account = MemoryBudget.ofThisProcess().open(new InetSocketAddress(0), () -> {});
    var budget = new InputBudget(() -> account);
    var fragments = new Fragments(UnpooledByteBufAllocator.DEFAULT, budget, 1 << 20);
    try {
      while (in.readableBytes() >= 8) {
        int size = in.readInt();
        if (size < 4 || size > in.readableBytes()) {
          return; // this much is FrameDecoder's
        }
        ByteBuf frame = in.readSlice(size);
        int type = frame.readByte();
        int tag = frame.readUnsignedMedium();
        if ((tag & 0x800000) != 0) {
          fragments.add(tag & 0x7fffff, frame);
        } else {
          ByteBuf whole = fragments.complete(tag, frame);
          if (MuxMessage.read(type, tag, whole) instanceof MuxMessage.Call call) {
            readCall(call.payload());
          }
        }
      }
    } catch (BadFrameException e) {
      assertThat(e.getMessage()).isNotEmpty();
    } finally {
      fragments.dropAll();
    }
    assertThat(fragments.isEmpty()).isTrue();
  }

  private static void readCall(ByteBuf bytes) {
    var in = new ThriftReader(bytes);
    try {
      ThriftReader.Header header = in.header();
      Optional<Method> method = Method.of(header.name());
      if (method.isPresent()) {
        NamerRequest request = new NamerReader(in).request(method.get());
        assertThat(request.method()).isEqualTo(method.get());
        assertThat(request.name().path().size()).isLessThanOrEqualTo(NamerReader.MAX_LABELS);
      }
    } catch (ThriftException e) {
      assertThat(e.text()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<byte[]> frames() {
    return mutants("mux");
  }

  @Provide
  Arbitrary<byte[]> calls() {
    return mutants("thrift");
  }

  private static Arbitrary<byte[]> mutants(String folder) {
    Arbitrary<Mutation> mutation =
        Combinators.combine(
                Arbitraries.doubles().between(0, 1),
                Arbitraries.of(Mutation.Kind.class),
                Arbitraries.bytes())
            .as(Mutation::new);
    return Combinators.combine(
            Arbitraries.of(Corpus.of(folder).stream().map(Corpus.File::bytes).toList()),
            mutation.list().ofMinSize(1).ofMaxSize(6))
        .as(
            (seed, mutations) -> {
              byte[] bytes = seed;
              for (Mutation each : mutations) {
                bytes = each.apply(bytes);
              }
              return bytes;
            });
  }
}
