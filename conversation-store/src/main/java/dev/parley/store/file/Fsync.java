package dev.parley.store.file;

/**
 * What an acknowledged append has survived when the power fails.
 *
 * <p>With {@link #GROUP} and {@link #NEVER} a line may be written behind one that is not on the
 * disk yet, and a disk writes them in any order. When the power fails between, the earlier one may
 * be damaged and the later one whole; that is damage in the middle, which a store never cuts off,
 * though with {@link #GROUP} the damaged append was not acknowledged.
 */
public enum Fsync {
  /** Each append is forced to the disk before it is acknowledged. */
  EACH,

  /**
   * The same promise: an append is acknowledged when it has been forced to the disk, but appends of
   * several threads of this process to one conversation are forced together, and readers and other
   * writers see an append before that.
   */
  GROUP,

  /**
   * The operating system writes when it likes. An acknowledged append survives the end of the
   * process, but the last ones may be lost when the machine stops.
   */
  NEVER
}
