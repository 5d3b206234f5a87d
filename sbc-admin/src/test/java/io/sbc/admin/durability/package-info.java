/**
 * What was acknowledged survives: the shipped process is killed, its disk is filled, its database goes and comes back.
 */
package io.sbc.admin.durability;
