/**
 * The user's keys. {@link dev.parley.cli.keys.KeysCommand} is the door; {@link
 * dev.parley.cli.keys.SecretService} keeps keys in the keyring of the session, {@link
 * dev.parley.cli.keys.KeyFile} the file that the library reads, with the keys or where they are.
 */
@NullMarked
package dev.parley.cli.keys;

import org.jspecify.annotations.NullMarked;
