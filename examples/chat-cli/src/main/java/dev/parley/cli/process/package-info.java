/**
 * What every command has to do with its process: streams, signals, arguments, exit codes, files.
 */
@NullMarked
package dev.parley.cli.process;

import org.jspecify.annotations.NullMarked;
