/** Hand-written stand-ins for shard, flow, directory and transactions: for the tests of registrar, digest and PBXs. */
@NullMarked
package io.sbc.core.registrar.fake;

import org.jspecify.annotations.NullMarked;
