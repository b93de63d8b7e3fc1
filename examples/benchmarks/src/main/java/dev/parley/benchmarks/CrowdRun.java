package dev.parley.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run of a crowd in a process of its own: some smaller crowds, so that the code is compiled; a
 * crowd whose tokens are timed, of which every {@value #LEAVERS}th stream is left and cancelled at
 * its half; and one that is held at its half, when all streams are open, for the heap.
 *
 * <p>It reads on virtual threads where the JDK has them, else on platform threads, one for a
 * stream.
 */
final class CrowdRun {
  private static final int LEAVERS = 20;

  /** So many that the compilers of the JVM are done: they would take the processors of the rest. */
  private static final int WARM_UPS = 12;

  private static final int SHARE_OF_A_WARM_UP = 4;
  private static final int LONGEST_WAIT_SECONDS = 120;
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String KEY = "sk-none-" + "0".repeat(156);

  private final CrowdClient client;
  private final URI baseUrl;
  private final ExecutorService threads = threads();
  private final AtomicInteger failures = new AtomicInteger();
  private int mostThreads;

  private CrowdRun(CrowdClient client, URI baseUrl) {
    this.client = client;
    this.baseUrl = baseUrl;
  }

  /** Arguments: {@code okhttp} or {@code parley}, the base URL, the streams. */
  public static void main(String[] arguments) throws Exception {
    URI baseUrl = URI.create(arguments[1]);
    int streams = Integer.parseInt(arguments[2]);
    try (CrowdClient client =
        arguments[0].equals("parley")
            ? new ParleyCrowd(baseUrl, KEY)
            : new OkHttpCrowd(baseUrl, KEY)) {
      System.out.println(new CrowdRun(client, baseUrl).measure(streams).line());
      System.out.flush();
    }
    System.exit(0);
  }

  private CrowdFigures measure(int streams) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      timed(Math.max(1, streams / SHARE_OF_A_WARM_UP));
    }
    long cpu = cpuNanos();
    long[] lateness = timed(streams);
    cpu = cpuNanos() - cpu;
    Arrays.sort(lateness);
    long[] memory = held(streams);
    return new CrowdFigures(
        failures.get(),
        mostThreads,
        memory[0],
        memory[1],
        lateness[lateness.length / 2],
        lateness[(int) (lateness.length * 99L / 100)],
        cpu / ((long) streams * CrowdStub.TOKENS));
  }

  /** Reads a crowd. Returns how many microseconds each token came late. */
  private long[] timed(int streams) throws InterruptedException {
    long[] lateness = new long[streams * CrowdStub.TOKENS];
    Arrays.fill(lateness, -1);
    CountDownLatch ends = new CountDownLatch(streams);
    CrowdClient.Streams crowd = client.streams(CrowdStub.CROWD + streams);
    for (int i = 0; i < streams; i++) {
      int at = i * CrowdStub.TOKENS;
      int wanted = i % LEAVERS == LEAVERS - 1 ? CrowdStub.TOKENS / 2 : CrowdStub.TOKENS;
      int[] seen = {0};
      read(
          crowd,
          wanted,
          seen,
          text -> lateness[at + seen[0]] = CrowdStub.now() - CrowdStub.due(text),
          ends);
    }
    await(ends);
    return Arrays.stream(lateness).filter(late -> late >= 0).toArray();
  }

  /** Holds a crowd at its half. Returns the heap in use and what is resident then, in kB. */
  private long[] held(int streams) throws InterruptedException, IOException {
    CountDownLatch halves = new CountDownLatch(streams * CrowdStub.TOKENS / 2);
    CountDownLatch ends = new CountDownLatch(streams);
    CrowdClient.Streams crowd = client.streams(CrowdStub.HELD + streams);
    for (int i = 0; i < streams; i++) {
      int[] seen = {0};
      read(crowd, CrowdStub.TOKENS, seen, text -> halves.countDown(), ends);
    }
    await(halves);
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    long resident = status("VmRSS");
    HttpURLConnection release =
        (HttpURLConnection) URI.create(baseUrl + CrowdStub.RELEASE).toURL().openConnection();
    release.getResponseCode();
    await(ends);
    return new long[] {heap, resident};
  }

  /** What is done with the text of a token. */
  private interface Token {
    void came(String text);
  }

  private void read(
      CrowdClient.Streams crowd, int wanted, int[] seen, Token token, CountDownLatch ends) {
    threads.execute(
        () -> {
          try {
            crowd.read(
                text -> {
                  token.came(text);
                  seen[0]++;
                  return wanted == CrowdStub.TOKENS || seen[0] < wanted;
                });
            if (seen[0] != wanted) {
              throw new IOException("It had " + seen[0] + " tokens");
            }
          } catch (IOException | RuntimeException e) {
            if (failures.getAndIncrement() == 0) {
              e.printStackTrace();
            }
          } finally {
            ends.countDown();
          }
        });
  }

  private void await(CountDownLatch latch) throws InterruptedException {
    long begin = System.nanoTime();
    do {
      mostThreads = Math.max(mostThreads, platformThreads());
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS)) {
        throw new IllegalStateException(latch.getCount() + " are missing after two minutes");
      }
    } while (!latch.await(50, TimeUnit.MILLISECONDS));
  }

  /** All threads of the process where Linux tells, the JVM's own too; else those of Java. */
  private static int platformThreads() {
    String[] tasks = TASKS.toFile().list();
    return tasks == null ? ManagementFactory.getThreadMXBean().getThreadCount() : tasks.length;
  }

  private static long status(String name) throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  private static long cpuNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("The system does not tell the CPU time"))
        .toNanos();
  }

  private static ExecutorService threads() {
    try {
      // JDK 21 and later; the code is compiled for 17.
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return Executors.newCachedThreadPool();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("The JDK offers virtual threads and refuses them", e);
    }
  }
}
