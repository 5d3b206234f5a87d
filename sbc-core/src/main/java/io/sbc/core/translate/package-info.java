/**
 * The words of one side in the words of the other: addresses ({@link io.sbc.core.translate.AddressMap}), Refer-To with
 * what it embeds (RFC 3515, RFC 5589), fragments (RFC 3420) and event bodies (RFC 3842, 4235, 3863, 3680). What has no
 * translation does not pass (SIP-10). Used by calls, subscriptions and single requests on their shards; thread-safe.
 */
@NullMarked
package io.sbc.core.translate;

import org.jspecify.annotations.NullMarked;
