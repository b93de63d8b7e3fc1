package dev.parley.store.file;

import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;

/** Also with {@link Fsync#NEVER}. */
class FileStoreNeverContractTest implements ConversationStoreContract {

  @Override
  public StoreStage stage() {
    return new FileStage(Fsync.NEVER);
  }
}
