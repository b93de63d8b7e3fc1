package dev.parley.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.store.StoreAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What addresses of Redis say. */
class RedisAddressTest {

  private static RedisAddress parse(String address) {
    return RedisAddress.parse(StoreAddress.parse(address));
  }

  private static RedisAddress server(String host, int port, int database) {
    return new RedisAddress(host, port, database, Optional.empty(), Optional.empty());
  }

  @Test
  void a_host_is_enough() {
    assertEquals(server("example.com", 6379, 0), parse("redis://example.com"));
    assertEquals(server("example.com", 6379, 0), parse("rediss://example.com/"));
    assertEquals(server("example.com", 6380, 0), parse("redis://example.com:6380"));
    assertEquals(server("127.0.0.1", 6380, 12), parse("redis://127.0.0.1:6380/12?ttl=1h"));
  }

  @Test
  void ipv6_addresses_stand_in_brackets() {
    assertEquals(server("::1", 6379, 0), parse("redis://[::1]"));
    assertEquals(server("::ffff:127.0.0.1", 1, 3), parse("redis://[::ffff:127.0.0.1]:1/3"));
    assertEquals(server("fe80::1%eth0", 6379, 0), parse("redis://[fe80::1%eth0]"));
  }

  @Test
  void user_and_password_are_percent_decoded() {
    RedisAddress both = parse("redis://al%20ice:p%40ss%3A%2Fw%C3%B6rd+@[::1]:7000/1");
    assertEquals(Optional.of("al ice"), both.user());
    assertEquals(Optional.of(Secret.of("p@ss:/wörd+")), both.password());
    assertEquals("::1", both.host());
    RedisAddress password = parse("redis://:a:b@host");
    assertEquals(Optional.empty(), password.user());
    assertEquals(Optional.of(Secret.of("a:b")), password.password());
    assertEquals(Optional.of(Secret.of("a@b")), parse("redis://u:a@b@host").password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:host",
        "redis:/host",
        "redis:",
        "redis://",
        "redis:///0",
        "redis://:6379",
        "redis://:hunter2@",
        "redis://:hunter2@/0",
        "redis://alice:hunter2",
        "redis://hunter2@host",
        "redis://alice:@host",
        "redis://alice:hunter2%0a@host",
        "redis://alice:hunter2%4@host",
        "redis://:hunter2@host:0",
        "redis://:hunter2@host:65536",
        "redis://:hunter2@host:999999",
        "redis://:hunter2@host:port",
        "redis://:hunter2@host/zero",
        "redis://:hunter2@host/-1",
        "redis://:hunter2@host/1/2",
        "redis://:hunter2@host/99999999999",
        "redis://:hunter2@::1",
        "redis://:hunter2@[::1",
        "redis://:hunter2@[host]",
        "redis://:hunter2@ho st",
        "redis://:hunter2/x",
      })
  void what_cannot_be_read_is_said_without_the_password(String address) {
    ConfigurationException e = assertThrows(ConfigurationException.class, () -> parse(address));
    assertEquals(Kind.MALFORMED_ADDRESS, e.kind());
    assertEquals(Optional.of("store"), e.setting());
    assertFalse(Said.shown(e).contains("hunter2"), Said.shown(e));
  }
}
