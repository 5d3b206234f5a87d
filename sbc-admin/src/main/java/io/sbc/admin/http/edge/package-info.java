/**
 * What stands between the network and the operations of the API: listeners and their TLS, limits of connections and
 * requests, the correlation id, headers that every answer has, problem documents for what Jetty refuses by itself. Called by
 * {@code AdminServer}; on Jetty's threads.
 */
@NullMarked
package io.sbc.admin.http.edge;

import org.jspecify.annotations.NullMarked;
