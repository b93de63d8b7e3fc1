/** Providers for {@link java.util.ServiceLoader} to find; see {@code PluginLoader}. */
@NullMarked
package dev.parley.testing.plugin;

import org.jspecify.annotations.NullMarked;
