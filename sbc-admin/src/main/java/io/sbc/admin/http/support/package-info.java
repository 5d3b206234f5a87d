/** Support bundles over the API. */
@NullMarked
package io.sbc.admin.http.support;

import org.jspecify.annotations.NullMarked;
