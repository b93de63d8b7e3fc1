/**
 * What calls cost and may cost: {@link dev.parley.cli.money.Prices}, read by {@link
 * dev.parley.cli.money.PriceTable}, make {@link dev.parley.cli.money.Money} of tokens, and {@link
 * dev.parley.cli.money.Budget} is what may be spent in a time. Values here are immutable; amounts
 * are exact.
 */
@NullMarked
package dev.parley.cli.money;

import org.jspecify.annotations.NullMarked;
