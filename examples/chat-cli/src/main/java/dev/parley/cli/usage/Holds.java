package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.money.Money;
import dev.parley.cli.process.PrivateFiles;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What calls under way may cost, set aside: a small file each. That of a process that was killed
 * stays, for its call may have been answered and paid for; it counts until its period is over. To
 * be used by one thread at a time, which holds the log's guard.
 */
final class Holds {
  /** Longer than any period: what is older counts nowhere. */
  private static final Duration KEPT = Duration.ofDays(40);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  Holds(Path folder) {
    this.folder = folder;
  }

  /** What is set aside for a call that began then. */
  private record Hold(Instant time, Money money) {
    static Optional<Hold> of(String text) {
      String[] words = text.split(" ", -1);
      if (words.length != 3 || !words[2].endsWith("\n")) {
        return Optional.empty();
      }
      try {
        Money money = new Money(new BigDecimal(words[1]), words[2].strip());
        return Optional.of(new Hold(Instant.parse(words[0]), money));
      } catch (DateTimeException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** {@return what was set aside since then, in a currency} */
  Money since(Instant begin, Instant now, String currency) throws IOException {
    Money sum = new Money(BigDecimal.ZERO, currency);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.hold")) {
      for (Path file : files) {
        Optional<Hold> hold = Hold.of(new String(Files.readAllBytes(file), UTF_8));
        // One that is torn is of a process that died before it asked.
        if (hold.isEmpty() || hold.get().time().isBefore(now.minus(KEPT))) {
          Files.deleteIfExists(file);
        } else if (!hold.get().time().isBefore(begin)
            && hold.get().money().currency().equals(currency)) {
          sum = sum.plus(hold.get().money());
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was ever set aside.
    }
    return sum;
  }

  /** {@return the file that holds that much; to be deleted when the call is logged} */
  Path hold(Instant time, Money money) throws IOException {
    PrivateFiles.folder(folder);
    Path file = folder.resolve(Long.toHexString(RANDOM.nextLong()) + ".hold");
    PrivateFiles.open(file, StandardOpenOption.CREATE_NEW).close();
    String text = time + " " + money.exact() + " " + money.currency() + "\n";
    try (OutputStream to = new FileOutputStream(file.toFile())) {
      to.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }
}
