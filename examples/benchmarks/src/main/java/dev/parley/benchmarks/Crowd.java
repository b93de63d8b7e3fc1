package dev.parley.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * A crowd of streams read by bare OkHttp and by Parley, in turns, each time in a process of its
 * own, from one server that is one too. Prints each run, and the medians with their ratios.
 */
public final class Crowd {
  private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
  private static final double KILO = 1_000;
  private static final double KIB = 1_024;

  private final List<CrowdFigures> okHttp = new ArrayList<>();
  private final List<CrowdFigures> parley = new ArrayList<>();

  private Crowd() {}

  /** Arguments: the streams (by default 4,000; 1,000 without virtual threads), and the runs (5). */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean virtual = Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS;
    int streams = arguments.length > 0 ? Integer.parseInt(arguments[0]) : virtual ? 4_000 : 1_000;
    int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    System.out.printf(
        "%,d streams at once, %d tokens each, %d ms apart, on %s threads; %d runs each, in turns%n%n",
        streams, CrowdStub.TOKENS, CrowdStub.PERIOD_MILLIS, virtual ? "virtual" : "platform", runs);
    Crowd crowd = new Crowd();
    try (StubProcess stub = StubProcess.start(CrowdStub.class)) {
      for (int i = 0; i < runs; i++) {
        crowd.okHttp.add(run("okhttp", stub, streams));
        crowd.parley.add(run("parley", stub, streams));
      }
    }
    crowd.print(streams);
  }

  private static CrowdFigures run(String client, StubProcess stub, int streams)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(CrowdRun.class.getName());
    command.addAll(List.of(client, stub.baseUrl().toString(), String.valueOf(streams)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String last = null;
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line;
      }
    }
    if (process.waitFor() != 0 || last == null) {
      throw new IOException("A run of " + client + " broke off; see what it printed");
    }
    CrowdFigures figures = CrowdFigures.of(last);
    System.out.println(client + " " + figures);
    return figures;
  }

  private void print(int streams) {
    System.out.printf("%n%-44s %10s %10s %7s%n", "", "OkHttp", "Parley", "ratio");
    row("streams that failed, all runs together", Crowd::sum, CrowdFigures::failures, 1);
    row("platform threads, the most of all runs", Crowd::most, CrowdFigures::threads, 1);
    row("heap in use, all streams open, MiB", Crowd::median, CrowdFigures::heap, KIB);
    row("the same for a stream, kB", Crowd::median, f -> f.heap() * 1024 / streams, KILO);
    row("resident then, MiB", Crowd::median, CrowdFigures::resident, KIB);
    row("CPU of a token with its share of all, µs", Crowd::median, CrowdFigures::cpu, KILO);
    row("lateness of a token, median, ms", Crowd::median, CrowdFigures::lateness, KILO);
    row("lateness of a token, 99th percentile, ms", Crowd::median, CrowdFigures::latest, KILO);
  }

  private void row(
      String what,
      ToLongFunction<long[]> ofRuns,
      ToLongFunction<CrowdFigures> figure,
      double unit) {
    double below = ofRuns.applyAsLong(sorted(okHttp, figure)) / unit;
    double own = ofRuns.applyAsLong(sorted(parley, figure)) / unit;
    String ratio = below == 0 ? "" : String.format("%.2f", own / below);
    System.out.printf("%-44s %,10.1f %,10.1f %7s%n", what, below, own, ratio);
  }

  private static long[] sorted(List<CrowdFigures> runs, ToLongFunction<CrowdFigures> figure) {
    return runs.stream().mapToLong(figure).sorted().toArray();
  }

  private static long median(long[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static long most(long[] sorted) {
    return sorted[sorted.length - 1];
  }

  private static long sum(long[] values) {
    return LongStream.of(values).sum();
  }
}
