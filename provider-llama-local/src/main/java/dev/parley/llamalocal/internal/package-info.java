/**
 * How models of this machine are found and served. {@code LlamaLocalComponent} is the Dagger
 * component, {@code LlamaLocalModule} chooses between the two kinds of {@code Servers}.
 *
 * <p>A {@code LocalModel} waits for its {@code ModelServer} with the {@code Patience} of the call,
 * then talks Chat Completions to the {@code ReadyServer}; {@code LlamaErrors}, {@code
 * ServerProperties} and {@code OptionNames} know what llama-server means. An {@code AttachedServer}
 * is somebody else's. A {@code StartedServer} belongs to one file and is a {@code ServerRun} at a
 * time: {@code Launch} starts its {@code ServerProcess} by a {@code ServerCommand}, {@code
 * ServerLog} reads what it logs, {@code PidFolder} notes it for a later JVM.
 *
 * <p>{@code ModelFolder} lists the models of a folder, each described by {@code ModelFiles} from
 * what {@code GgufHeader} tells of its files; {@code GgufHeaderReader} knows the file format, over
 * {@code GgufInput}, which reads bytes and trusts none of them. {@code Quantization} knows the
 * names of llama.cpp's formats of weights.
 *
 * <p>Public types are so for Dagger only.
 */
@NullMarked
package dev.parley.llamalocal.internal;

import org.jspecify.annotations.NullMarked;
