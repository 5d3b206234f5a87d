/**
 * Certificates for development, made with Bouncy Castle at the first start when there are none: a certification authority
 * and a server certificate on P-256 (RFC 5280). Runs on the main thread during start.
 */
@NullMarked
package io.sbc.admin.certs;

import org.jspecify.annotations.NullMarked;
