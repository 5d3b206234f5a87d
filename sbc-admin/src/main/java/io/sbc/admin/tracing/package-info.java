/**
 * Traces of calls for OpenTelemetry: made of what the flight recorder has of an ended call, on a virtual thread of their own, and sent as
 * OTLP over HTTP in JSON. Signalling and media know nothing of it.
 */
@NullMarked
package io.sbc.admin.tracing;

import org.jspecify.annotations.NullMarked;
