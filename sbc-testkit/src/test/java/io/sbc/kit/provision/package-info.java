/** Tests of the rehearsal's own parts: its signer, by the examples of RFC 5849. */
@NullMarked
package io.sbc.kit.provision;

import org.jspecify.annotations.NullMarked;
