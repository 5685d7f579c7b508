package io.dtabd.testing.peers;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a client and a server on the loopback, that can fail. */
public final class FaultyProxy implements AutoCloseable {

  private enum Mode {
    PASS,
    /** Bytes wait. */
    STALL,
    /** Bytes are lost, and nobody is told. */
    LOSE,
    /** There are no connections. */
    CUT
  }

  private final int port;
  private final int target;
  private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
  private final Object changing = new Object();
  private volatile Mode mode = Mode.PASS;
  private ServerSocket accepting;

  /** The port is free again only when it has ended. */
  private Thread acceptor = Thread.currentThread();

  private FaultyProxy(int port, int target) throws IOException {
    this.port = port;
    this.target = target;
    accepting = listen();
  }

  /**
   * @param target the server's port
   */
  public static FaultyProxy to(int target) throws IOException {
    return Ports.start(ports -> new FaultyProxy(ports.next(), target));
  }

  /** Where the client connects to, which does not change. */
  public int port() {
    return port;
  }

  /** The same, on the loopback. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** From now on bytes wait, in both directions; connections stay, and new ones come about. */
  public void stall() {
    change(Mode.STALL);
  }

  /** From now on bytes are lost, in both directions; connections stay, and new ones come about. */
  public void lose() {
    change(Mode.LOSE);
  }

  /** Resets the connections, and refuses others. */
  public void cut() throws IOException {
    change(Mode.CUT);
    accepting.close();
    pipes.forEach(Pipe::close);
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All is well again; connections that have lost bytes are reset. */
  public void heal() throws IOException {
    Mode before = mode;
    if (before == Mode.CUT) {
      Ports.awaitFree("the proxy", port);
      accepting = listen();
    } else if (before == Mode.LOSE) {
      pipes.forEach(Pipe::close);
    }
    change(Mode.PASS);
  }

  private void change(Mode next) {
    synchronized (changing) {
      mode = next;
      changing.notifyAll();
    }
  }

  private ServerSocket listen() throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    acceptor = Thread.startVirtualThread(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Socket server = new Socket();
        var pipe = new Pipe(client, server);
        pipes.add(pipe);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        Thread.startVirtualThread(() -> pump(pipe, client, server));
        Thread.startVirtualThread(() -> pump(pipe, server, client));
        if (mode == Mode.CUT) {
          pipe.close();
        }
      } catch (IOException e) {
        // Closed, or the server does not accept: the client sees a reset.
        pipes.stream().filter(pipe -> !pipe.server.isConnected()).forEach(Pipe::close);
      }
    }
  }

  private void pump(Pipe pipe, Socket from, Socket to) {
    byte[] buffer = new byte[64 * 1024];
    try (pipe) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        awaitMoving();
        if (mode != Mode.LOSE) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // One end is gone, so the other must go.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitMoving() throws InterruptedException {
    synchronized (changing) {
      while (mode == Mode.STALL) {
        changing.wait();
      }
    }
  }

  @Override
  public void close() {
    try {
      cut();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private final class Pipe implements Closeable {
    private final Socket client;
    private final Socket server;

    Pipe(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    @Override
    public void close() {
      pipes.remove(this);
      closeQuietly(client);
      closeQuietly(server);
    }

    private static void closeQuietly(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone all the same.
      }
    }
  }
}
