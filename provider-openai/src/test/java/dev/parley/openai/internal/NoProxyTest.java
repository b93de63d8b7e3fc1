package dev.parley.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8 | https://10.20.30.40 | true",
        "10.0.0.0/8 | https://11.0.0.1 | false",
        "10.1.2.3/8 | https://10.9.9.9:444 | true",
        "192.168.1.128/25 | http://192.168.1.200 | true",
        "192.168.1.128/25 | http://192.168.1.100 | false",
        "0.0.0.0/0 | http://8.8.8.8 | true",
        "0.0.0.0/0 | http://host.example | false",
        "10.0.0.0/33 | http://10.0.0.0 | false",
        "10.0.0.0/999 | http://10.0.0.0 | false",
        "host.example/8 | http://host.example | false",
        "fd00::/8 | http://[fdab::1]:80 | true",
        "[fd00::]/8 | http://[fdab::1]:80 | true",
        "fd00::/8 | http://[fe80::1]:80 | false",
        "fd00::/8 | http://10.0.0.1 | false",
        "10.0.0.0/8 | http://[fd00::1] | false",
        "10.0.0.1 | http://10.0.0.1:8080 | true",
        "10.0.0.1:8080 | http://10.0.0.1:8080 | true",
        "10.0.0.1:8080 | http://10.0.0.1 | false",
        ".0.0.1 | http://10.0.0.1 | false",
        "0.0.1 | http://10.0.0.1 | false",
        "fd00::1 | http://[fd00:0::1] | true",
        "[fd00::1] | http://[fd00::1] | true",
        "[fd00::1]:443 | https://[fd00::1] | true",
        "[fd00::1]:80 | https://[fd00::1] | false",
        "host.example:80 | http://a.host.example | true",
        "host.example:80 | https://a.host.example | false",
        "host.example:443 | https://a.host.example:443 | true",
        "HOST.example | http://a.HOST.EXAMPLE | true",
        ". | http://host.example | false",
        "a.example , 10.0.0.0/8 | http://10.0.0.1 | true"
      })
  void says_which_servers_are_reached_directly(String list, String server, boolean expected) {
    assertEquals(expected, new NoProxy(list).covers(URI.create(server)));
  }
}
