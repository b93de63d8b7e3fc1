package dev.parley.testing.plugin;

/** Another counter for the same provider. */
public final class CountingByHeadAgain extends CountingByHead {}
