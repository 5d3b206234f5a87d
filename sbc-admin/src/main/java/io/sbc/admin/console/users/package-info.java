/** Users, imports, templates, licences, as pages of the console. They ask the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.users;

import org.jspecify.annotations.NullMarked;
