package dev.parley.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
  private static final String FILE = "/a folder/a (file)";

  @Test
  void the_reason_is_told_without_the_path() {
    assertEquals("permission denied", FileFailure.words(new AccessDeniedException(FILE)));
    assertEquals("there is no such file", FileFailure.words(new NoSuchFileException(FILE)));
    assertEquals(
        "Read-only file system",
        FileFailure.words(new FileSystemException(FILE, null, "Read-only file system")));
    assertEquals(
        "Permission denied",
        FileFailure.words(new FileNotFoundException(FILE + " (Permission denied)")));
    assertEquals(
        "No space left on device", FileFailure.words(new IOException("No space left on device")));
  }

  @Test
  void the_cause_says_more_than_what_it_was_wrapped_in() {
    IOException disk = new IOException("Input/output error");
    assertEquals("Input/output error", FileFailure.words(new IOException("could not go on", disk)));
  }

  @Test
  void where_the_system_says_nothing_the_kind_is_told() {
    assertEquals("FileSystemException", FileFailure.words(new FileSystemException(FILE)));
  }
}
