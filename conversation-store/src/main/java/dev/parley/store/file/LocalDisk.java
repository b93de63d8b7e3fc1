package dev.parley.store.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The disk. Files are {@link RandomAccessFile}s: an interrupt closes a {@link FileChannel}, which
 * would leave half a line with no way to take it back.
 */
final class LocalDisk implements Disk {

  @Override
  public OpenFile open(Path file, boolean write) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      // Opening to write would make it, for everyone to read.
      throw new NoSuchFileException(file.toString());
    }
    try {
      return new Open(new RandomAccessFile(file.toFile(), write ? "rw" : "r"));
    } catch (FileNotFoundException e) {
      throw explain(e, file, write);
    }
  }

  /** It says the same of a file that is not there, may not be opened, or is one too many. */
  private static IOException explain(FileNotFoundException e, Path file, boolean write) {
    if (Files.notExists(file)) {
      return new NoSuchFileException(file.toString());
    } else if (!Files.isReadable(file) || (write && !Files.isWritable(file))) {
      return new AccessDeniedException(file.toString());
    }
    return e;
  }

  @Override
  public OpenFile create(Path file) throws IOException {
    Files.createFile(file, OwnersOnly.file(file));
    return open(file, true);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public boolean remove(Path file) throws IOException {
    return Files.deleteIfExists(file);
  }

  @Override
  public void force(Path folder) throws IOException {
    if (!OwnersOnly.isKnownTo(folder)) {
      return; // Windows opens no folders, and writes their changes by itself.
    }
    boolean interrupted = false;
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          interrupted |= Thread.interrupted();
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted(); // And once more: it is soon done.
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record Open(RandomAccessFile file) implements OpenFile {
    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public byte[] read(long from, int length) throws IOException {
      byte[] bytes = new byte[length];
      file.seek(from);
      file.readFully(bytes);
      return bytes;
    }

    @Override
    public void write(long at, byte[] bytes) throws IOException {
      file.seek(at);
      file.write(bytes);
    }

    @Override
    public void cut(long size) throws IOException {
      file.setLength(size);
    }

    @Override
    public void force() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
