/**
 * What is neither a call nor a registration: subscriptions and their notifications (RFC 6665: voicemail, busy lamps,
 * presence), REFER outside a call (RFC 3515), MESSAGE (RFC 3428), PUBLISH (RFC 3903) and notices that nobody subscribed
 * to. As a back-to-back user agent: each side has dialogs of its own, addresses and bodies are translated ({@code
 * core.translate}). {@link io.sbc.core.subscription.RequestService} is the door: one per shard, on whose thread everything
 * here runs.
 */
@NullMarked
package io.sbc.core.subscription;

import org.jspecify.annotations.NullMarked;
