/**
 * The admin plane's HTTP server: health and metrics, on loopback by default. The only package that imports the HTTP
 * library (Javalin) and the metrics library (Micrometer). Requests run on virtual threads. Errors are problem documents
 * (RFC 9457).
 */
@NullMarked
package io.sbc.admin.http;

import org.jspecify.annotations.NullMarked;
