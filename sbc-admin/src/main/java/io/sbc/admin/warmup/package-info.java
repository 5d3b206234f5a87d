/**
 * An SBC that is played with once after an installation, so that the JVM records which classes and which methods matter, for
 * its ahead-of-time cache (JEP 483, JEP 515): phones over TLS and a PBX over UDP, all in this process and on loopback. Called by
 * {@code bin/sbc warm-up} only; threads of its own.
 */
@NullMarked
package io.sbc.admin.warmup;

import org.jspecify.annotations.NullMarked;
