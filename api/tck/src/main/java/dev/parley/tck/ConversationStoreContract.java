package dev.parley.tck;

/**
 * All that a conversation store keeps. A test class implements this and says in {@link #stage}
 * where the data of a test is; each test gets a stage of its own.
 */
public interface ConversationStoreContract
    extends AppendContract, ReadContract, UpkeepContract, WritersContract {}
