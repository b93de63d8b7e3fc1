package dev.parley.cli.process;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why a file could not be used: Java mostly has its path as the message. */
public final class FileFailure {
  private FileFailure() {}

  /** {@return the words, without the file's path} */
  public static String words(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    } else if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (failure instanceof FileSystemException system) {
      return system.getReason() == null ? system.getClass().getSimpleName() : system.getReason();
    }
    String message = String.valueOf(failure.getMessage());
    int reason = message.lastIndexOf('(');
    if (failure instanceof FileNotFoundException && reason > 0 && message.endsWith(")")) {
      return message.substring(reason + 1, message.length() - 1);
    }
    return failure.getCause() instanceof IOException cause ? words(cause) : message;
  }
}
