package dev.parley.tck;

/**
 * All that a chat model keeps. A test class implements this and says in {@link #play} how a
 * scenario is played to its provider; the tests come with it.
 */
public interface ChatModelContract
    extends AnswerContract,
        StreamEndContract,
        CancelContract,
        TimeoutContract,
        ErrorContract,
        CapabilityContract,
        CrowdContract {}
