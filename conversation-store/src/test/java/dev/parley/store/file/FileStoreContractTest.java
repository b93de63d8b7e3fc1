package dev.parley.store.file;

import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;

/** The file store keeps the contract. */
class FileStoreContractTest implements ConversationStoreContract {

  @Override
  public StoreStage stage() {
    return new FileStage(Fsync.EACH);
  }
}
