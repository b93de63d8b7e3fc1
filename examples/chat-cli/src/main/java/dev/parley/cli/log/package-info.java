/** Looking at the conversations that are kept: {@link dev.parley.cli.log.LogCommand}. */
@NullMarked
package dev.parley.cli.log;

import org.jspecify.annotations.NullMarked;
