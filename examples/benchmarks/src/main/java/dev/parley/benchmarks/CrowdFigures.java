package dev.parley.benchmarks;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a run of a crowd gave.
 *
 * @param failures streams that failed or ended too early, of all crowds of the run
 * @param threads the most platform threads at a time
 * @param heap kB in use after a collection, while all streams are open
 * @param resident kB of memory that the process has then; 0 where the system does not tell
 * @param lateness the median of the tokens, in microseconds
 * @param latest the 99th percentile of the tokens, in microseconds
 * @param cpu the CPU time of the process for a token, in nanoseconds
 */
record CrowdFigures(
    long failures, long threads, long heap, long resident, long lateness, long latest, long cpu) {

  /** As a line, for another process. */
  String line() {
    return LongStream.of(failures, threads, heap, resident, lateness, latest, cpu)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  /** Those of such a line. */
  static CrowdFigures of(String line) {
    long[] all = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new CrowdFigures(all[0], all[1], all[2], all[3], all[4], all[5], all[6]);
  }
}
