/**
 * Models on this machine, served by llama.cpp's {@code llama-server}. Programs open them by name,
 * {@code llama-local:/path/model.gguf}, which {@link
 * dev.parley.llamalocal.LlamaLocalProviderFactory} serves; {@link dev.parley.llamalocal.LlamaLocal}
 * is the typed door, without configuration or reflection; {@link
 * dev.parley.llamalocal.ServerListener} is told how servers that are started get on.
 *
 * <p>A request is sent once. Models opened by name come wrapped in the default policies, which try
 * again; those of the typed door are bare.
 *
 * <p>Providers and their models are thread-safe. The calling thread reads and waits. A provider has
 * one daemon thread for each server that it runs, which reads the server's log, and one more while
 * that server loads.
 */
@NullMarked
package dev.parley.llamalocal;

import org.jspecify.annotations.NullMarked;
