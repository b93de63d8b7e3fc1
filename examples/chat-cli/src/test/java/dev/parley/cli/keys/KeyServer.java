package dev.parley.cli.keys;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server on the loopback interface that lists one model to who has the key. */
final class KeyServer implements AutoCloseable {
  private final HttpServer server;

  KeyServer(String key) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/v1/models",
        exchange -> {
          // The JDK's server reads headers as Latin-1.
          String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          String expected =
              new String(
                  ("Bearer " + key).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          boolean right = given.equals(expected);
          byte[] body =
              (right ? "{\"data\":[{\"id\":\"m\"}]}" : "{\"error\":{\"message\":\"bad key\"}}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(right ? 200 : 401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
