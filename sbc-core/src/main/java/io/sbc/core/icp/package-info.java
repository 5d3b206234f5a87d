/**
 * The PBXs: where they are (RFC 3263), which of their addresses to try first, and whom to take for one of them: by
 * configuration and DNS, never by what a message says. Asked by registrar, call control and edge from any thread; DNS
 * runs on virtual threads and answers on the shard that asked.
 */
@NullMarked
package io.sbc.core.icp;

import org.jspecify.annotations.NullMarked;
