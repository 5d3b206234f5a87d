/**
 * Who may ask, how often, and who is shut out (OPS-6): token buckets and trust of sources and flows, scanner marks, failed
 * logins, the block list, the emergency class, overload control. Stands between the transport ({@link
 * io.sbc.core.guard.SourceGuard}) and the shards ({@link io.sbc.core.guard.GuardedSignalling}): it decides on event loops,
 * before a transaction exists. The ICP side passes untouched. Everything here may be called from any thread.
 */
@NullMarked
package io.sbc.core.guard;

import org.jspecify.annotations.NullMarked;
