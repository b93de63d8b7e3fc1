package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Warning;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerTest {
  @TempDir Path folder;

  private Run run(FakeFactory.Step... script) {
    return new Run(folder, new FakeFactory("fake", script));
  }

  @Test
  void an_answer_goes_to_stdout_and_nothing_to_stderr() {
    Run run = run(text("Because "), text("it is.\n"), STOP);
    assertEquals(0, run.with("-m", "fake:m", "Why?"));
    assertEquals("Because it is.\n", run.out());
    assertEquals("", run.err());
  }

  @Test
  void an_answer_without_a_line_end_gets_one() {
    Run run = run(text("It is"), STOP);
    run.with("-m", "fake:m", "Why?");
    assertEquals("It is\n", run.out());
  }

  @Test
  void each_delta_is_written_before_the_next_is_read() {
    List<String> seen = new ArrayList<>();
    Run[] run = new Run[1];
    FakeFactory.Step look =
        model -> {
          seen.add(run[0].out());
          return text("b").play(model);
        };
    run[0] = run(text("a"), look, STOP);
    run[0].with("-m", "fake:m", "Why?");
    assertEquals(List.of("a"), seen);
  }

  @Test
  void a_character_cut_in_two_by_deltas_is_put_together() {
    Run run = run(text("\uD83D"), text("\uDE00"), STOP);
    run.with("-m", "fake:m", "Smile");
    assertEquals("\uD83D\uDE00\n", run.out());
  }

  @Test
  void no_stream_asks_for_the_whole_answer() {
    FakeFactory fake = new FakeFactory("fake", text("It "), text("is"), STOP);
    Run run = new Run(folder, fake);
    assertEquals(0, run.with("--no-stream", "-m", "fake:m", "Why?"));
    assertEquals("It is\n", run.out());
    assertEquals(1, fake.completeCalls);
  }

  @Test
  void control_characters_reach_a_pipe_but_no_terminal() {
    FakeFactory.Step[] script = {text("a\u001B[31mb\r\u009B\tc\n"), STOP};
    Run pipe = run(script);
    Run terminal = run(script).stdoutIsTerminal();
    pipe.with("-m", "fake:m", "x");
    terminal.with("-m", "fake:m", "x");
    assertEquals("a\u001B[31mb\r\u009B\tc\n", pipe.out());
    assertEquals("a[31mb\tc\n", terminal.out());
  }

  @Test
  void reasoning_is_not_printed() {
    Run run = run(model -> new ReasoningDelta("hm"), text("Yes"), STOP);
    run.with("-m", "fake:m", "x");
    assertEquals("Yes\n", run.out());
    assertEquals("", run.err());
  }

  @Test
  void warnings_go_to_stderr() {
    Warning warning = new Warning("seed", "the model has no seed");
    Run run = run(model -> new Started("", "m", List.of(warning)), text("Yes"), STOP);
    assertEquals(0, run.with("-m", "fake:m", "x"));
    assertEquals("parley: warning: seed: the model has no seed\n", run.err());
  }

  @Test
  void an_answer_that_is_cut_off_is_noted() {
    Run run = run(text("Once upon"), model -> new Finished(FinishReason.LENGTH));
    assertEquals(0, run.with("-m", "fake:m", "x"));
    assertTrue(run.err().startsWith("parley: the answer is cut off: the output limit"), run.err());
  }

  @Test
  void an_empty_answer_is_noted() {
    Run run = run(STOP);
    assertEquals(0, run.with("-m", "fake:m", "x"));
    assertEquals("", run.out());
    assertEquals("parley: the answer is empty\n", run.err());
  }

  @Test
  void a_refusal_goes_to_stderr_and_is_no_success() {
    Run run = run(model -> new RefusalDelta("I will\nnot."), STOP);
    assertEquals(9, run.with("-m", "fake:m", "x"));
    assertEquals("", run.out());
    assertEquals("parley: fake:m: the model refuses: I will not.\n", run.err());
  }

  @Test
  void a_reader_who_leaves_ends_the_call_quietly() {
    FakeFactory fake = new FakeFactory("fake", text("a\n"), text("b\n"), STOP);
    Run run = new Run(folder, fake).stdout(new Failing("Broken pipe"));
    assertEquals(141, run.with("-m", "fake:m", "x"));
    assertEquals("", run.err());
    assertEquals(1, fake.cancels);
    assertTrue(fake.closed);
  }

  @Test
  void a_full_disk_is_told() {
    Run run = run(text("a"), STOP).stdout(new Failing("No space left on device"));
    assertEquals(1, run.with("-m", "fake:m", "x"));
    assertEquals("parley: stdout cannot be written: No space left on device\n", run.err());
  }

  @Test
  void cancelling_closes_the_stream_and_keeps_what_came() {
    Run[] run = new Run[1];
    FakeFactory fake =
        new FakeFactory(
            "fake",
            text("a"),
            model -> {
              Thread signal = new Thread(() -> run[0].cancellation().cancel());
              signal.setDaemon(true);
              signal.start();
              await(signal);
              return text("b").play(model);
            },
            STOP);
    run[0] = new Run(folder, fake);
    assertEquals(130, run[0].with("-m", "fake:m", "x"));
    assertEquals("a\n", run[0].out());
    assertEquals("", run[0].err());
    assertEquals(1, fake.cancels);
  }

  @Test
  void cancelling_before_the_call_prevents_it() {
    FakeFactory fake = new FakeFactory("fake", text("a"), STOP);
    Run run = new Run(folder, fake);
    run.before(() -> run.cancellation().cancel());
    assertEquals(130, run.with("-m", "fake:m", "x"));
    assertEquals("", run.out());
  }

  @Test
  void cancelling_interrupts_a_call_for_the_whole_answer() {
    FakeFactory fake = new FakeFactory("fake", text("a"), STOP);
    Run run = new Run(folder, fake);
    run.before(() -> run.cancellation().cancel());
    assertEquals(130, run.with("--no-stream", "-m", "fake:m", "x"));
    assertTrue(Thread.interrupted());
  }

  /** Until the canceller has closed the stream and waits for the call to end. */
  private static void await(Thread signal) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (signal.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(System.nanoTime() < end, () -> "the canceller is " + signal.getState());
      Thread.onSpinWait();
    }
  }

  private static final class Failing extends OutputStream {
    private final String message;

    Failing(String message) {
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(message);
    }
  }

  @Test
  void a_signal_waits_until_the_styles_are_off_and_the_failure_is_told() throws Exception {
    Run[] run = new Run[1];
    String[] seen = new String[2];
    Thread signal =
        new Thread(
            () -> {
              run[0].cancellation().cancel();
              seen[0] = run[0].out();
              seen[1] = run[0].err();
            });
    FakeFactory fake =
        new FakeFactory(
            "fake",
            text("# Head"),
            model -> {
              signal.setDaemon(true);
              signal.start();
              await(signal);
              return text("ing").play(model);
            },
            STOP);
    run[0] = new Run(folder, fake).stdoutIsTerminal();
    assertEquals(130, run[0].with("--debug", "-m", "fake:m", "x"));
    signal.join();
    assertTrue(seen[0].endsWith("Head\u001b[0m\n"), seen[0]);
    assertTrue(seen[1].contains("CancelledException"), seen[1]);
  }

  @Test
  void a_reader_that_leaves_is_known_in_every_language() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (Pipe.SinkChannel sink = pipe.sink()) {
      IOException e =
          assertThrows(IOException.class, () -> sink.write(ByteBuffer.wrap(new byte[1])));
      assertTrue(BrokenPipe.is(e), e.getMessage());
    }
    assertFalse(BrokenPipe.is(new IOException("No space left on device")));
    assertFalse(BrokenPipe.is(new IOException()));
  }
}
