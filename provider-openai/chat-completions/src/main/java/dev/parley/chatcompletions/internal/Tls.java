package dev.parley.chatcompletions.internal;

import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * How secure connections are made.
 *
 * @param context makes them
 * @param trust the one that {@code context} was made with, which cannot be asked for it
 */
public record Tls(SSLContext context, X509TrustManager trust) {}
