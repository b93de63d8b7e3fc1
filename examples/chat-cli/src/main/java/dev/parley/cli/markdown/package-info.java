/**
 * Markdown on a terminal, styled while it comes: {@link dev.parley.cli.markdown.MarkdownStyler}.
 */
@NullMarked
package dev.parley.cli.markdown;

import org.jspecify.annotations.NullMarked;
