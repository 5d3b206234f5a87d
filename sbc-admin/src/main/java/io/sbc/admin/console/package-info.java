/**
 * The web console: pages made here (jte), for people in a browser. It knows of the SBC only what the API answers to the person who looks:
 * {@code ConsoleApi} asks as that person. What all pages share stands here, the pages beside it by subject. On virtual threads.
 */
@NullMarked
package io.sbc.admin.console;

import org.jspecify.annotations.NullMarked;
