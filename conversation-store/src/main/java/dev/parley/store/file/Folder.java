package dev.parley.store.file;

import dev.parley.store.ConversationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where things are: a conversation is the file {@code ab/abcd….jsonl}, named by the SHA-256 of its
 * id, so that any id has a name that every file system takes, and 256 folders share them.
 */
final class Folder {
  static final String CONVERSATION = ".jsonl";

  /** One that is being made; after a crash it stays. */
  static final String UNFINISHED = ".new";

  /** What was cut off, numbered from 1. */
  static final String TORN = ".torn-";

  static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHARE = Pattern.compile("[0-9a-f]{2}");

  private final Path root;
  private final UserPrincipal owner;
  private final Disk disk;

  /** Makes the folder if it is not there, for its owner only; refuses one that others may use. */
  Folder(Path root, Disk disk) throws IOException {
    Files.createDirectories(root, OwnersOnly.folder(root));
    this.root = root.toRealPath();
    this.disk = disk;
    this.owner = self(this.root);
    OwnersOnly.check(this.root, true, owner);
  }

  /** Who we are: nothing tells but a file that we make. */
  private static UserPrincipal self(Path root) throws IOException {
    Path probe = root.resolve("probe-" + UUID.randomUUID());
    Files.createFile(probe, OwnersOnly.file(probe));
    try {
      return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  Path root() {
    return root;
  }

  UserPrincipal owner() {
    return owner;
  }

  /**
   * Where the files of a conversation are.
   *
   * @param name the SHA-256 of its id in hexadecimal digits
   * @param folder where they are
   */
  record Place(String name, Path folder) {
    Path file() {
      return folder.resolve(name + CONVERSATION);
    }

    Path unfinished() {
      return folder.resolve(name + UNFINISHED);
    }

    Path torn(int number) {
      return folder.resolve(name + TORN + number);
    }

    /** Its byte in the file of locks. */
    long lock() {
      return HexFormat.fromHexDigitsToLong(name, 0, 16) >>> 2;
    }
  }

  Place place(ConversationId id) {
    byte[] hash = sha256().digest(id.text().getBytes(StandardCharsets.UTF_8));
    return place(HexFormat.of().formatHex(hash));
  }

  Place place(String name) {
    return new Place(name, root.resolve(name.substring(0, 2)));
  }

  /** Whether there is such a conversation; refuses one that others may use. */
  boolean has(Place place) throws IOException {
    try {
      OwnersOnly.check(place.folder(), true, owner);
      OwnersOnly.check(place.file(), false, owner);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Makes the folder of a conversation; whether it was not there. */
  boolean prepare(Place place) throws IOException {
    boolean made = true;
    try {
      Files.createDirectory(place.folder(), OwnersOnly.folder(place.folder()));
    } catch (FileAlreadyExistsException e) {
      made = false;
    }
    OwnersOnly.check(place.folder(), true, owner);
    return made;
  }

  /** The first file for what was cut off that is not there. */
  Path freeTorn(Place place) {
    int number = 1;
    while (Files.exists(place.torn(number), LinkOption.NOFOLLOW_LINKS)) {
      number++;
    }
    return place.torn(number);
  }

  /** Removes a conversation and all that is left of it; whether there was anything. */
  boolean remove(Place place) throws IOException {
    boolean removed = disk.remove(place.unfinished());
    // The conversation goes last, so that a removal that is broken off is done again.
    // Somebody may have taken some of what was cut off away: their numbers may have gaps.
    for (String torn : sorted(place.folder(), name -> name.startsWith(place.name() + TORN))) {
      removed |= disk.remove(place.folder().resolve(torn));
    }
    return disk.remove(place.file()) || removed;
  }

  /** The folders that conversations are in, from one on. */
  List<String> shares(String from) throws IOException {
    return sorted(root, name -> SHARE.matcher(name).matches() && name.compareTo(from) >= 0);
  }

  /** The names of files in one of them, in their order. */
  List<String> files(String share) throws IOException {
    Path folder = root.resolve(share);
    OwnersOnly.check(folder, true, owner);
    return sorted(folder, name -> true);
  }

  private static List<String> sorted(Path folder, Predicate<String> which) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (which.test(name)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      return names;
    }
    Collections.sort(names);
    return names;
  }
}
