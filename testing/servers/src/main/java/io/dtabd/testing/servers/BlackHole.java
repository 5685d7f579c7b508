package io.dtabd.testing.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A wire between a client and a server that, once it is cut, swallows what either sends and tells
 * neither, as a network does that has lost its way.
 */
public final class BlackHole implements AutoCloseable {

  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean cut;

  public BlackHole(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  public void cut() {
    cut = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        var onward = new Socket(server.getAddress(), server.getPort());
        synchronized (sockets) {
          sockets.add(client);
          sockets.add(onward);
        }
        pass(client, onward);
        pass(onward, client);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void pass(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              var buffer = new byte[8192];
              try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  if (!cut) {
                    out.write(buffer, 0, n);
                  }
                }
              } catch (IOException e) {
                // Closed.
              }
            });
  }

  @Override
  public void close() throws IOException {
    listening.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
