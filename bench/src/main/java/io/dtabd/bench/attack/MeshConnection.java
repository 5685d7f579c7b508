package io.dtabd.bench.attack;

import com.google.protobuf.ByteString;
import io.dtabd.bench.load.Http2Bytes;
import io.dtabd.mesh.proto.Mesh;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection of a gRPC client that decides itself which frame to send, used by one thread. */
final class MeshConnection implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** What was received. */
  record Frame(int type, int flags, int stream, ByteBuffer payload) {

    private boolean isAcknowledgement() {
      return (flags & Http2Bytes.ACK) != 0;
    }

    /** Whether the server has ended the stream. */
    boolean endsStream() {
      return type == Http2Bytes.RST_STREAM
          || ((type == Http2Bytes.HEADERS || type == Http2Bytes.DATA)
              && (flags & Http2Bytes.END_STREAM) != 0);
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  private MeshConnection(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * @param streamWindow how much the server may send on each stream
   */
  static MeshConnection open(InetSocketAddress server, int streamWindow) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(server, CONNECT_TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Attack.HOLD.toMillis());
      var connection = new MeshConnection(socket);
      connection.send(Http2Bytes.preface(streamWindow));
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void send(ByteBuf bytes) throws IOException {
    socket.getOutputStream().write(ByteBufUtil.getBytes(bytes));
  }

  /** Sends zeros as a part of a message. */
  void sendData(int stream, int length) throws IOException {
    send(Http2Bytes.dataHead(stream, length));
    socket.getOutputStream().write(new byte[length]);
  }

  /** The next frame. What has to be acknowledged is. */
  Frame next() throws IOException {
    byte[] head = new byte[Http2Bytes.FRAME_HEAD];
    in.readFully(head);
    ByteBuf fields = Unpooled.wrappedBuffer(head);
    byte[] payload = new byte[fields.readUnsignedMedium()];
    var frame =
        new Frame(
            fields.readUnsignedByte(),
            fields.readUnsignedByte(),
            fields.readInt(),
            ByteBuffer.wrap(payload));
    in.readFully(payload);
    if (!frame.isAcknowledgement() && frame.type() == Http2Bytes.SETTINGS) {
      send(Http2Bytes.settingsSeen());
    }
    if (!frame.isAcknowledgement() && frame.type() == Http2Bytes.PING) {
      send(Http2Bytes.pong(Unpooled.wrappedBuffer(payload)));
    }
    return frame;
  }

  /** The message that asks for the dtab of a namespace. */
  static byte[] dtabRequest(String namespace) {
    return Mesh.DtabReq.newBuilder()
        .setRoot(Mesh.Path.newBuilder().addElems(ByteString.copyFromUtf8(namespace)))
        .build()
        .toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
