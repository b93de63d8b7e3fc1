package dev.parley.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** All that touches a disk, so that tests can count it and let it fail. */
interface Disk {

  /** Opens a file that is there. */
  OpenFile open(Path file, boolean write) throws IOException;

  /** Makes a file that is not there, which nobody else may read, and opens it to write. */
  OpenFile create(Path file) throws IOException;

  /** Puts a file in the place of another, in one step. */
  void move(Path from, Path to) throws IOException;

  /** Removes a file; whether it was there. */
  boolean remove(Path file) throws IOException;

  /** Makes sure that the names in a folder are on the disk. */
  void force(Path folder) throws IOException;

  /** An open file. Interrupting a thread in it does nothing. Not thread-safe. */
  interface OpenFile extends Closeable {
    long size() throws IOException;

    /** Reads exactly so many bytes. */
    byte[] read(long from, int length) throws IOException;

    void write(long at, byte[] bytes) throws IOException;

    void cut(long size) throws IOException;

    /** Makes sure that what was written is on the disk. */
    void force() throws IOException;
  }
}
