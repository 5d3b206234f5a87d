/** Certificates that listeners show, over the API. */
@NullMarked
package io.sbc.admin.http.certificates;

import org.jspecify.annotations.NullMarked;
