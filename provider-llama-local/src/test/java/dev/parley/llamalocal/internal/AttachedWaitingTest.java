package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.CHAT;
import static dev.parley.llamalocal.internal.Llama.HI;
import static dev.parley.llamalocal.internal.Llama.hi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.llamalocal.internal.ScriptedServer.Call;
import dev.parley.llamalocal.internal.ScriptedServer.Script;
import dev.parley.spi.Provider;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for a server that loads, and not waiting any more. */
@Timeout(60)
class AttachedWaitingTest {

  /** How a model is called. */
  enum Way {
    STREAM,
    COMPLETE,
    PLAIN,
    COUNT;

    void call(ChatModel model, ChatRequest request) {
      switch (this) {
        case STREAM -> {
          try (CompletionStream stream = model.stream(request)) {
            stream.completion();
          }
        }
        case COMPLETE -> model.complete(request);
        case PLAIN -> model.complete(request.toBuilder().rawChunks(true).build());
        case COUNT -> model.countTokens(request);
      }
    }

    void call(Provider local, ChatRequest request) {
      call(local.chat("story"), request);
    }

    String path() {
      return this == COUNT ? "/chat/completions/input_tokens" : CHAT;
    }
  }

  /** Why the server keeps a call waiting. */
  enum Wait {
    HANGS {
      @Override
      void answer(Call call) {
        call.awaitHangUp();
      }
    },
    LOADS {
      @Override
      void answer(Call call) throws IOException {
        call.json(503, Llama.LOADING);
      }
    };

    abstract void answer(Call call) throws IOException;

    ScriptedServer server() {
      return ScriptedServer.start(this::answer);
    }
  }

  /** Loads what is slow the first time, so that small limits mean what they say. */
  @BeforeAll
  static void warmUp() {
    try (ScriptedServer server = Llama.server();
        Provider local = Llama.attach(server)) {
      for (Way way : Way.values()) {
        way.call(local, HI);
      }
    }
  }

  private static Script loading(int times, String path, Script then) {
    AtomicInteger left = new AtomicInteger(times);
    return call -> {
      if (call.path().equals(path) && left.getAndDecrement() > 0) {
        call.json(503, Llama.LOADING);
      } else {
        then.answer(call);
      }
    };
  }

  private static void known(Call call) throws IOException {
    if (call.path().equals("/props")) {
      call.json(200, Llama.real("props-tools.json"));
    } else {
      Llama.answer(call);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_loads_is_waited_for(Way way) {
    try (ScriptedServer server =
            ScriptedServer.start(loading(3, "/props", AttachedWaitingTest::known));
        Provider local = Llama.attach(server)) {
      way.call(local, HI);
      assertEquals(4, server.calls("/props").size());
      assertEquals(1, server.calls(way.path()).size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_was_started_anew_is_waited_for_and_asked_anew(Way way) {
    AtomicInteger chats = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.start(
                call -> {
                  boolean restarted = chats.get() > 1;
                  if (call.path().equals("/props")) {
                    call.json(200, Llama.real(restarted ? "props-plain.json" : "props-tools.json"));
                  } else if (call.path().equals(way.path()) && chats.incrementAndGet() == 2) {
                    call.json(503, Llama.LOADING);
                  } else {
                    Llama.answer(call);
                  }
                });
        Provider local = Llama.attach(server)) {
      ChatModel model = local.chat("story");
      way.call(model, HI);
      assertEquals(Support.YES, model.capabilities().of(Capability.TOOLS));
      way.call(model, HI);
      assertEquals(Support.NO, model.capabilities().of(Capability.TOOLS));
      assertEquals(2, server.calls("/props").size());
      assertEquals(3, server.calls(way.path()).size());
    }
  }

  @Test
  void another_503_is_no_loading() {
    String body = Llama.error(503, "server_error", "overloaded");
    try (ScriptedServer server = ScriptedServer.start(call -> call.json(503, body));
        Provider local = Llama.attach(server)) {
      assertThrows(UnavailableException.class, () -> local.chat("story").complete(HI));
      assertEquals(1, server.calls().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void waiting_ends_with_the_limit_on_the_first_event(Wait wait) {
    for (Way way : Way.values()) {
      try (ScriptedServer server = wait.server();
          Provider local = Llama.attach(server)) {
        TimedOutException e =
            assertThrows(TimedOutException.class, () -> way.call(local, hi(Kind.FIRST_EVENT, 250)));
        assertEquals(Kind.FIRST_EVENT, e.timeout());
        assertEquals(250, e.limit().toMillis());
        assertTrue(e.getMessage().contains("\"timeout.first-event\""), e::getMessage);
        assertEquals(List.of(), server.calls(way.path()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void waiting_ends_with_the_limit_on_the_whole(Wait wait) {
    for (Way way : Way.values()) {
      try (ScriptedServer server = wait.server();
          Provider local = Llama.attach(server)) {
        TimedOutException e =
            assertThrows(TimedOutException.class, () -> way.call(local, hi(Kind.WHOLE, 250)));
        assertEquals(Kind.WHOLE, e.timeout());
        assertEquals(250, e.limit().toMillis());
        assertTrue(e.getMessage().contains("\"timeout.whole\""), e::getMessage);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_chat_that_is_always_told_to_wait_meets_the_limit_on_the_first_event(Way way) {
    try (ScriptedServer server = Llama.server(call -> call.json(503, Llama.LOADING));
        Provider local = Llama.attach(server)) {
      TimedOutException e =
          assertThrows(TimedOutException.class, () -> way.call(local, hi(Kind.FIRST_EVENT, 500)));
      assertEquals(Kind.FIRST_EVENT, e.timeout());
      assertTrue(server.calls(way.path()).size() > 1, "not asked again");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing_a_stream_ends_its_waiting(Wait wait) {
    try (ScriptedServer server = wait.server();
        Provider local = Llama.attach(server)) {
      CompletionStream stream = local.chat("story").stream(HI);
      Caller caller = Caller.start(stream::completion);
      assertTrue(server.awaitCalls("/props", wait == Wait.HANGS ? 1 : 2));
      stream.close();
      assertInstanceOf(CancelledException.class, caller.failure());
      assertTrue(wait == Wait.LOADS || server.awaitHangUps(1), "the server was left waiting");
    }
  }

  @Test
  void closing_one_stream_leaves_the_others_waiting() {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch loaded = new CountDownLatch(1);
    try (ScriptedServer server =
            ScriptedServer.start(
                call -> {
                  if (call.path().equals("/props") && asked.incrementAndGet() == 1) {
                    call.awaitHangUp();
                  } else if (call.path().equals("/props") && loaded.getCount() > 0) {
                    call.json(503, Llama.LOADING);
                  } else {
                    known(call);
                  }
                });
        Provider local = Llama.attach(server)) {
      CompletionStream first = local.chat("story").stream(HI);
      Caller caller = Caller.start(first::completion);
      assertTrue(server.awaitCalls("/props", 1));
      Caller other = Caller.start(() -> local.chat("story").complete(HI));
      assertTrue(server.awaitCalls("/props", 3));
      first.close();
      assertInstanceOf(CancelledException.class, caller.failure());
      loaded.countDown();
      assertNull(other.failure());
    }
  }

  @ParameterizedTest
  @EnumSource
  void interrupting_ends_the_waiting_and_keeps_the_flag(Wait wait) {
    for (Way way : Way.values()) {
      try (ScriptedServer server = wait.server();
          Provider local = Llama.attach(server)) {
        Caller caller = Caller.start(() -> way.call(local, HI));
        assertTrue(server.awaitCalls("/props", wait == Wait.HANGS ? 1 : 2));
        caller.interrupt();
        assertInstanceOf(CancelledException.class, caller.failure());
        assertTrue(caller.interruptedAtEnd());
        assertTrue(wait == Wait.LOADS || server.awaitHangUps(1), "the server was left waiting");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing_the_provider_ends_the_waiting(Wait wait) {
    for (Way way : Way.values()) {
      try (ScriptedServer server = wait.server()) {
        Provider local = Llama.attach(server);
        Caller caller = Caller.start(() -> way.call(local, HI));
        assertTrue(server.awaitCalls("/props", wait == Wait.HANGS ? 1 : 2));
        local.close();
        assertInstanceOf(CancelledException.class, caller.failure());
        assertTrue(wait == Wait.LOADS || server.awaitHangUps(1), "the server was left waiting");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing_the_provider_cancels_what_is_under_way(Way way) {
    try (ScriptedServer server = Llama.server(Call::awaitHangUp)) {
      Provider local = Llama.attach(server);
      Caller caller = Caller.start(() -> way.call(local, HI));
      assertTrue(server.awaitCalls(way.path(), 1));
      local.close();
      assertInstanceOf(CancelledException.class, caller.failure());
      assertTrue(server.awaitHangUps(1), "the server was left waiting");
    }
  }

  @Test
  void closing_a_stream_between_two_askings_of_the_chat_ends_it() {
    try (ScriptedServer server = Llama.server(call -> call.json(503, Llama.LOADING));
        Provider local = Llama.attach(server)) {
      CompletionStream stream = local.chat("story").stream(HI);
      Caller caller = Caller.start(stream::completion);
      assertTrue(server.awaitCalls(CHAT, 2));
      stream.close();
      assertInstanceOf(CancelledException.class, caller.failure());
    }
  }

  @Test
  void a_stream_that_runs_is_cancelled_by_closing_it() {
    try (ScriptedServer server =
            Llama.server(
                call -> {
                  call.stream(Llama.STREAM.subList(0, 7));
                  call.awaitHangUp();
                });
        Provider local = Llama.attach(server)) {
      try (CompletionStream stream = local.chat("story").stream(HI)) {
        Iterator<CompletionEvent> events = stream.iterator();
        while (!stream.partial().text().equals("A sentence")) { // All that the server sends.
          events.next();
        }
      }
      assertTrue(server.awaitHangUps(1), "the server was left waiting");
    }
  }
}
