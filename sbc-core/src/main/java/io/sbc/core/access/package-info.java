/**
 * Who may administer: administrators (people) and API keys (their programs). Who may provision: consumers (a PBX's provisioning manager has one) and the tokens that an administrator approved for them
 * (RFC 5849 §1.1). The types and the store; what they are good for is decided in the admin plane.
 */
@NullMarked
package io.sbc.core.access;

import org.jspecify.annotations.NullMarked;
